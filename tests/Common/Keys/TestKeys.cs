using System.Security.Cryptography;
using McpService.Common.Time;
using McpService.Infrastructure.Security.Encryption;
using McpService.Infrastructure.Security.ServiceKeys;

namespace McpService.Common.Keys;

/// <summary>Keys for the subjects under test.</summary>
internal static class TestKeys
{
    public static EncryptionKey Encryption(string id) => new(id, RandomNumberGenerator.GetBytes(EncryptionKey.Length));

    public static SecretBox Box() => new(new EncryptionKeys([Encryption("k1")]));

    public static async Task<ServiceKeyRing> RingAsync(TimeProvider? time = null, MemoryKeyStore? store = null, SecretBox? box = null)
    {
        var ring = new ServiceKeyRing(store ?? new MemoryKeyStore(), new ServiceKeyWrapper(box ?? Box(), time ?? new FixedTime()), new ServiceKeyChanges(), time ?? new FixedTime());
        await ring.EnsureAsync(CancellationToken.None);
        return ring;
    }
}
