using System.Globalization;

namespace McpService.WebApi.Bodies;

/// <summary>
/// Looks at the escapes of a JSON text for characters that are none: NUL, which PostgreSQL does not store, and halves of surrogate
/// pairs, which no encoder can write.
/// </summary>
internal static class JsonEscapes
{
    private const int EscapeLength = 6; // \uXXXX

    /// <summary>The fault, or null.</summary>
    /// <param name="text">What stands between the quotes; grammatical, as the framework's reader guarantees.</param>
    public static string? FaultOf(ReadOnlySpan<byte> text)
    {
        for (var at = text.IndexOf((byte)'\\'); at >= 0; at = Next(text, at))
        {
            if (text[at + 1] != 'u')
            {
                at += 2;
                continue;
            }

            var unit = CodeUnit(text[at..]);
            at += EscapeLength;
            if (unit == '\0') return "must not contain NUL.";
            if (!char.IsSurrogate(unit)) continue;
            if (!char.IsHighSurrogate(unit) || !StartsWithLowSurrogate(text[at..])) return "must not contain half a surrogate pair.";
            at += EscapeLength;
        }

        return null;
    }

    private static int Next(ReadOnlySpan<byte> text, int from)
    {
        var next = text[from..].IndexOf((byte)'\\');
        return next < 0 ? -1 : from + next;
    }

    private static bool StartsWithLowSurrogate(ReadOnlySpan<byte> text) =>
        text.Length >= EscapeLength && text[0] == '\\' && text[1] == 'u' && char.IsLowSurrogate(CodeUnit(text));

    private static char CodeUnit(ReadOnlySpan<byte> escape) => (char)ushort.Parse(escape[2..EscapeLength], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
