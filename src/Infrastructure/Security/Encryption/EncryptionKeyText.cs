using McpService.Domain.Secrets;

namespace McpService.Infrastructure.Security.Encryption;

/// <summary>
/// Reads what <c>ENCRYPTION_KEY</c> may be: <c>keyId:base64</c> entries separated by commas, or 64 hexadecimal digits alone,
/// which are key <c>k1</c>.
/// </summary>
internal static class EncryptionKeyText
{
    private const string BareId = "k1";
    private const string Form = "must be keyId:base64 of 32 random bytes (openssl rand -base64 32), keyId being 1 to 32 of A-Z a-z 0-9 _ -";

    /// <summary>The keys in their order, or the faults: by the number of the entry, since the entry itself is secret.</summary>
    public static (IReadOnlyList<EncryptionKey> Keys, IReadOnlyList<string> Faults) Read(Secret text)
    {
        var keys = new List<EncryptionKey>();
        var faults = new List<string>();
        foreach (var (index, entry) in text.Reveal().Split(',', StringSplitOptions.TrimEntries).Index())
        {
            var key = ReadEntry(entry);
            var fault = key is null ? Form
                : keys.Exists(k => k.Id == key.Id) ? "repeats the key id of an earlier entry; give each key its own"
                : IsSample(key.Bytes) ? "is a sample or was typed by hand; make one with openssl rand -base64 32"
                : null;
            if (fault is null) keys.Add(key!);
            else faults.Add($"{EncryptionOptions.Variable}: entry {index + 1} {fault}.");
        }

        return (keys, faults);
    }

    private static EncryptionKey? ReadEntry(string entry)
    {
        var colon = entry.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0) return entry.Length == 2 * EncryptionKey.Length && entry.All(char.IsAsciiHexDigit) ? new EncryptionKey(BareId, Convert.FromHexString(entry)) : null;

        var bytes = new byte[EncryptionKey.Length];
        var isKey = EncryptionKey.IsId(entry.AsSpan(0, colon))
            && Convert.TryFromBase64String(entry[(colon + 1)..].Trim(), bytes, out var written)
            && written == EncryptionKey.Length;
        return isKey ? new EncryptionKey(entry[..colon], bytes) : null;
    }

    // 32 random bytes are never any of these: few distinct values (zeros, a repeated pattern), readable text, a count up or down.
    private static bool IsSample(byte[] key) =>
        key.Distinct().Count() < EncryptionKey.Length / 2
        || key.All(b => b is >= 0x20 and < 0x7f)
        || key.Zip(key.Skip(1), (a, b) => (byte)(b - a)).Distinct().Count() == 1;
}
