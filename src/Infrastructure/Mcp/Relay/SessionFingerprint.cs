using System.Security.Cryptography;
using System.Text;

namespace McpService.Infrastructure.Mcp.Relay;

/// <summary>By what replicas tell each other of an upstream session without giving its id away.</summary>
internal static class SessionFingerprint
{
    private const int Size = 8;

    public static string Of(string sessionId)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(sessionId), hash);
        return Convert.ToHexStringLower(hash[..Size]);
    }
}
