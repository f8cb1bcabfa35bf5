using System.Security.Cryptography;
using System.Text;

namespace McpService.Common.Upstreams;

/// <summary>A mark that tells whose token a call was made with, without telling the token.</summary>
public static class Canary
{
    private static readonly byte[] Key = Encoding.UTF8.GetBytes("canary");

    public static string Of(string token) =>
        "canary-" + Convert.ToHexStringLower(HMACSHA256.HashData(Key, Encoding.UTF8.GetBytes(token)))[..16];
}
