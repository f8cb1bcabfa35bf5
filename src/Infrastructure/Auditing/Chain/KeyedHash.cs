using System.Security.Cryptography;

namespace McpService.Infrastructure.Auditing.Chain;

/// <summary>HMAC-SHA256. Each thread keeps one that is ready for the key it used last: to make it ready takes longer than to hash a row.</summary>
internal static class KeyedHash
{
    public const int Length = HMACSHA256.HashSizeInBytes;

    [ThreadStatic]
    private static Ready? _ready;

    /// <param name="key">The very array, each time: it tells the keys apart.</param>
    /// <param name="text">What is hashed.</param>
    /// <param name="hash">At least <see cref="Length"/> bytes.</param>
    public static void Compute(byte[] key, ReadOnlySpan<byte> text, Span<byte> hash)
    {
        if (_ready is not { } ready || !ReferenceEquals(ready.Key, key))
        {
            _ready?.Hash.Dispose();
            _ready = ready = new Ready(key, IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key));
        }

        ready.Hash.AppendData(text);
        ready.Hash.GetHashAndReset(hash);
    }

    public static byte[] Compute(byte[] key, ReadOnlySpan<byte> text)
    {
        var hash = new byte[Length];
        Compute(key, text, hash);
        return hash;
    }

    private sealed record Ready(byte[] Key, IncrementalHash Hash);
}
