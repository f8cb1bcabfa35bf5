using System.Buffers.Text;

namespace McpService.Infrastructure.Mcp.Wire;

/// <summary>Numbers as JSON writes them (RFC 8259, 6), compared without being turned into a type that rounds: <c>2</c>, <c>2.0</c> and <c>20e-1</c> are one.</summary>
internal static class DecimalText
{
    // An exponent of more digits is no number that anybody numbers requests with.
    private const int MaxExponentDigits = 9;

    /// <summary>False, too, where one of them is no number.</summary>
    public static bool Same(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b) =>
        TryRead(a, out var isNegativeA, out var integerA, out var fractionA, out var exponentA)
        && TryRead(b, out var isNegativeB, out var integerB, out var fractionB, out var exponentB)
        && Same(new Digits(integerA, fractionA), exponentA, isNegativeA, new Digits(integerB, fractionB), exponentB, isNegativeB);

    private static bool Same(Digits a, long exponentA, bool isNegativeA, Digits b, long exponentB, bool isNegativeB)
    {
        if (a.IsZero || b.IsZero) return a.IsZero && b.IsZero;
        if (isNegativeA != isNegativeB || a.Count != b.Count || a.PointAt + exponentA != b.PointAt + exponentB) return false;
        for (var i = 0; i < a.Count; i++)
        {
            if (a[i] != b[i]) return false;
        }

        return true;
    }

    private static bool TryRead(ReadOnlySpan<byte> text, out bool isNegative, out ReadOnlySpan<byte> integer, out ReadOnlySpan<byte> fraction, out long exponent)
    {
        isNegative = text.StartsWith("-"u8);
        if (isNegative) text = text[1..];
        integer = fraction = default;
        exponent = 0;

        var e = text.IndexOfAny((byte)'e', (byte)'E');
        if (e >= 0 && !TryReadExponent(text[(e + 1)..], out exponent)) return false;
        if (e >= 0) text = text[..e];

        var point = text.IndexOf((byte)'.');
        integer = point < 0 ? text : text[..point];
        if (point >= 0) fraction = text[(point + 1)..];
        return AreDigits(integer) && (integer.Length == 1 || integer[0] != '0') && (point < 0 || AreDigits(fraction));
    }

    private static bool TryReadExponent(ReadOnlySpan<byte> text, out long exponent)
    {
        var isNegative = text.StartsWith("-"u8);
        if (isNegative || text.StartsWith("+"u8)) text = text[1..];
        exponent = 0;
        if (!AreDigits(text)) return false;
        text = text.TrimStart((byte)'0');
        if (text.Length > MaxExponentDigits) return false;
        if (!text.IsEmpty && !Utf8Parser.TryParse(text, out exponent, out _)) return false;
        if (isNegative) exponent = -exponent;
        return true;
    }

    private static bool AreDigits(ReadOnlySpan<byte> text) => !text.IsEmpty && text.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;

    /// <summary>The digits from the first to the last that is not zero.</summary>
    private readonly ref struct Digits
    {
        private readonly ReadOnlySpan<byte> _integer;
        private readonly ReadOnlySpan<byte> _fraction;
        private readonly int _first;

        public Digits(ReadOnlySpan<byte> integer, ReadOnlySpan<byte> fraction)
        {
            _integer = integer;
            _fraction = fraction;
            var end = integer.Length + fraction.Length;
            while (_first < end && At(_first) == '0') _first++;
            while (end > _first && At(end - 1) == '0') end--;
            Count = end - _first;
        }

        public int Count { get; }

        public bool IsZero => Count == 0;

        /// <summary>Where the decimal point is, counted from the first digit.</summary>
        public int PointAt => _integer.Length - _first;

        public byte this[int index] => At(_first + index);

        private byte At(int index) => index < _integer.Length ? _integer[index] : _fraction[index - _integer.Length];
    }
}
