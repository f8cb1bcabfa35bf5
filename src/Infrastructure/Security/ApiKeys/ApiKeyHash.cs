using System.Security.Cryptography;
using System.Text;

namespace McpService.Infrastructure.Security.ApiKeys;

/// <summary>What is stored of an API key: HMAC-SHA256 of its whole text. With 256 random bits in the key, no slow hash is needed.</summary>
internal static class ApiKeyHash
{
    public static byte[] Of(string text, byte[] serviceKey) => HMACSHA256.HashData(serviceKey, Encoding.UTF8.GetBytes(text));
}
