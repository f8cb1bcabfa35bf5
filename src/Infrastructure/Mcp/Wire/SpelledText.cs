using System.Buffers.Text;
using System.Text;

namespace McpService.Infrastructure.Mcp.Wire;

/// <summary>
/// Finds a text in JSON whatever of it is escaped there: <c>+</c> as <c>\u002B</c>, <c>/</c> as <c>\/</c>; also in JSON that stands as a text
/// in JSON, where each backslash is doubled.
/// </summary>
internal sealed class SpelledText
{
    private const byte Backslash = (byte)'\\';
    private const int HexDigits = 4;
    private const int MaxRun = 64; // JSON in JSON, six times over

    private readonly byte[] _text;
    private readonly UInt128 _characters; // of the text, one bit each

    /// <param name="text">What is looked for; not empty. Characters beyond ASCII are found as they stand only.</param>
    public SpelledText(string text)
    {
        Text = text;
        _text = Encoding.UTF8.GetBytes(text);
        foreach (var b in _text.Where(b => b < 128)) _characters |= UInt128.One << b;
    }

    /// <summary>What is looked for.</summary>
    public string Text { get; }

    /// <summary>Where it first stands, and how many bytes it takes there; -1 for nowhere.</summary>
    public int Find(ReadOnlySpan<byte> json, out int length)
    {
        length = 0;
        if (json.IndexOf(_text) < 0 && !HasEscapeOfInterest(json)) return -1;

        var at = 0;
        while (json[at..].IndexOfAny(_text[0], Backslash) is >= 0 and var next)
        {
            at += next;
            length = LengthAt(json[at..]);
            if (length > 0) return at;
            at += UnitLength(json[at..]);
        }

        return -1;
    }

    /// <summary>Where it first stands letter by letter, as outside of JSON, and how many bytes it takes; -1 for nowhere.</summary>
    public int FindAsItIs(ReadOnlySpan<byte> text, out int length)
    {
        length = _text.Length;
        return text.IndexOf(_text);
    }

    /// <summary>
    /// Whether any character of the text is escaped in there: in nearly every message none is, and then comparing bytes is enough. JSON that stands as a text has
    /// an escape every few bytes, none of them of interest to most texts: they are not looked at one by one (128 KiB of it: 6 µs where it was 380).
    /// </summary>
    private bool HasEscapeOfInterest(ReadOnlySpan<byte> json)
    {
        if (json.IndexOf(Backslash) is not (>= 0 and var first)) return false;
        json = json[first..];
        return Has(Backslash) || (Has('/') && json.IndexOf("\\/"u8) >= 0) || (Has('"') && json.IndexOf("\\\""u8) >= 0) || HasSpelledOut(json);
    }

    /// <summary>Whether any character of the text stands there as four digits, which for ASCII begin so.</summary>
    private bool HasSpelledOut(ReadOnlySpan<byte> json)
    {
        while (json.IndexOf("\\u00"u8) is >= 0 and var at)
        {
            json = json[(at + "\\u".Length)..];
            if (Has(CodeAt(json))) return true;
        }

        return false;
    }

    private bool Has(int character) => character is >= 0 and < 128 && (_characters >> character & UInt128.One) != 0;

    /// <summary>Bytes that the whole text takes at the beginning of these; 0 where it does not stand there.</summary>
    private int LengthAt(ReadOnlySpan<byte> json)
    {
        var at = 0;
        foreach (var expected in _text)
        {
            var taken = TakenBy(expected, json[at..]);
            if (taken == 0) return 0;
            at += taken;
        }

        return at;
    }

    /// <summary>Bytes that a character takes at the beginning of these, in any spelling; 0 where it does not stand there.</summary>
    private static int TakenBy(byte expected, ReadOnlySpan<byte> json)
    {
        if (json.IsEmpty) return 0;
        if (json[0] != Backslash) return json[0] == expected && expected != '"' ? 1 : 0; // a quotation mark without a backslash ends a text

        var run = RunLength(json);
        if (expected == Backslash && run >= 2) return 2; // one that is escaped
        if (run == json.Length) return 0;
        if (json[run] == 'u' && CodeAt(json[(run + 1)..]) == expected) return run + 1 + HexDigits;
        var isEscaped = expected == '/' || (expected == '"' && run % 2 == 1);
        return isEscaped && json[run] == expected ? run + 1 : 0;
    }

    /// <summary>Bytes that belong together at the beginning of these, so that no match begins within them.</summary>
    private static int UnitLength(ReadOnlySpan<byte> json)
    {
        if (json[0] != Backslash || json.Length == 1) return 1;
        return json[1] == 'u' && CodeAt(json[2..]) >= 0 ? 2 + HexDigits : 2;
    }

    private static int RunLength(ReadOnlySpan<byte> json)
    {
        var longest = json[..Math.Min(json.Length, MaxRun)];
        return longest.IndexOfAnyExcept(Backslash) is >= 0 and var run ? run : longest.Length;
    }

    /// <summary>The code unit that four hexadecimal digits name; -1 where they are none.</summary>
    private static int CodeAt(ReadOnlySpan<byte> digits) =>
        digits.Length >= HexDigits && Utf8Parser.TryParse(digits[..HexDigits], out ushort code, out var read, 'x') && read == HexDigits ? code : -1;
}
