using System.Text;

namespace McpService.WebApi.Hosting;

/// <summary>
/// One line of <c>.env</c>: <c>NAME=value</c>, with <c>export</c> before it or not. Strict, because a line that is guessed at is a password cut short:
/// a value with a quote in it stands in quotes, and what is opened is closed on its line. Nothing is expanded.
/// </summary>
internal static class EnvironmentLine
{
    private const string Shape = "must be NAME=value, a comment that begins with #, or empty.";
    private const string Export = "export ";

    /// <summary>What follows a backslash between double quotes, and what the two stand for.</summary>
    private const string Escapes = "\"\\$nrt";
    private const string Escaped = "\"\\$\n\r\t";

    /// <returns>Neither for a line that sets nothing; a fault says how to mend it and repeats nothing of it.</returns>
    public static ((string Name, string Value)? Setting, string? Fault) Read(ReadOnlySpan<char> line)
    {
        var text = line.Trim();
        if (text.IsEmpty || text[0] == '#') return (null, null);
        if (text.StartsWith(Export, StringComparison.Ordinal)) text = text[Export.Length..].TrimStart();

        var equals = text.IndexOf('=');
        var name = equals < 0 ? [] : text[..equals].TrimEnd();
        if (!IsName(name)) return (null, Shape);
        var (value, fault) = ReadValue(text[(equals + 1)..].TrimStart());
        if (value is null) return (null, fault);
        return value.All(IsAllowed) ? ((name.ToString(), value), null) : (null, "has a control character in its value.");
    }

    private static bool IsName(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || char.IsAsciiDigit(text[0])) return false;
        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('_' or '.')) return false;
        }

        return true;
    }

    private static (string? Value, string? Fault) ReadValue(ReadOnlySpan<char> text) => text.IsEmpty ? ("", null) : text[0] switch
    {
        '\'' => ReadLiteral(text[1..]),
        '"' => ReadEscaped(text[1..]),
        _ => ReadBare(text),
    };

    private static (string? Value, string? Fault) ReadBare(ReadOnlySpan<char> text)
    {
        var end = 0;
        while (end < text.Length && !(text[end] == '#' && (end == 0 || char.IsWhiteSpace(text[end - 1])))) end++;
        var value = text[..end].TrimEnd();
        return value.IndexOfAny('\'', '"') < 0
            ? (value.ToString(), null)
            : (null, "put the value into quotes, since it has one in it: 'single quotes' around \", \"double quotes\" around '.");
    }

    private static (string? Value, string? Fault) ReadLiteral(ReadOnlySpan<char> text)
    {
        var end = text.IndexOf('\'');
        return end < 0 ? (null, "close the single quote on this line.") : Closed(text[..end].ToString(), text[(end + 1)..]);
    }

    private static (string? Value, string? Fault) ReadEscaped(ReadOnlySpan<char> text)
    {
        var value = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '"') return Closed(value.ToString(), text[(i + 1)..]);
            if (text[i] != '\\')
            {
                value.Append(text[i]);
                continue;
            }

            var which = ++i < text.Length ? Escapes.IndexOf(text[i], StringComparison.Ordinal) : -1;
            if (which < 0) return (null, "in double quotes write \\\\ for a backslash, or put the value into 'single quotes'.");
            value.Append(Escaped[which]);
        }

        return (null, "close the double quote on this line.");
    }

    private static (string? Value, string? Fault) Closed(string value, ReadOnlySpan<char> rest) =>
        rest.TrimStart() is [] or ['#', ..]
            ? (value, null)
            : (null, "has something behind the closing quote: use the other kind of quotes around the whole value, or \\\" inside double ones.");

    private static bool IsAllowed(char c) => !char.IsControl(c) || c is '\n' or '\r' or '\t';
}
