using System.Security.Cryptography;
using System.Text;
using McpService.Infrastructure.Security.ServiceKeys;

namespace McpService.Infrastructure.Mcp.Reverse;

/// <summary>Ids of the gateway's questions to clients. Any replica can tell that an id was given out to a session, so that nothing is kept that nobody asked.</summary>
/// <remarks><c>kid.random.proof</c>.</remarks>
internal sealed class QuestionIds(ServiceKeyRing keys)
{
    private const int ProofSize = 16;

    public string New(string session)
    {
        var (kid, key) = keys.Current(ServiceKeyPurpose.SessionTicket);
        var random = RandomNumberGenerator.GetHexString(32, lowercase: true);
        return $"{kid}.{random}.{ProofOf(key, session, random)}";
    }

    /// <summary>Whether the id was given out to this session.</summary>
    public bool IsOf(string session, string id)
    {
        var parts = id.Split('.');
        return parts.Length == 3
            && keys.Find(ServiceKeyPurpose.SessionTicket, parts[0]) is { } key
            && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(ProofOf(key, session, parts[1])), Encoding.UTF8.GetBytes(parts[2]));
    }

    private static string ProofOf(byte[] key, string session, string random) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"question|{session}|{random}")).AsSpan(0, ProofSize));
}
