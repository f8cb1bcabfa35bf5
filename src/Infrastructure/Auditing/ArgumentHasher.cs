using System.Security.Cryptography;
using McpService.Infrastructure.Security.ServiceKeys;

namespace McpService.Infrastructure.Auditing;

/// <summary>Hashes arguments under the audit trail's service key.</summary>
internal sealed class ArgumentHasher(ServiceKeyRing keys) : IArgumentHasher
{
    public string Hash(ReadOnlySpan<byte> arguments)
    {
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(keys.Current(ServiceKeyPurpose.AuditChain).Key, arguments, mac);
        return Convert.ToHexStringLower(mac);
    }
}
