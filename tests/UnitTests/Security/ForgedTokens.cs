using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using McpService.Common.Time;
using McpService.Infrastructure.Security.ServiceKeys;

namespace McpService.UnitTests.Security;

/// <summary>Tokens as an attacker would write them; <see cref="Good"/> is the one good token that they are variations of.</summary>
internal sealed class ForgedTokens(ServiceKeyRing ring)
{
    public static readonly long Now = FixedTime.Start.ToUnixTimeSeconds();

    public string Kid => ring.Current(ServiceKeyPurpose.AdminToken).Kid;

    public string Good => Admin();

    public string Times(string times) => Admin(claims: Claims(times: times));

    /// <summary>A token signed with the admin key, or with <paramref name="key"/>.</summary>
    public string Admin(string? header = null, string? claims = null, byte[]? key = null)
    {
        var signed = $"{Encode(header ?? Header())}.{Encode(claims ?? Claims())}";
        return $"{signed}.{Base64Url.EncodeToString(HMACSHA256.HashData(key ?? ring.Current(ServiceKeyPurpose.AdminToken).Key, Encoding.UTF8.GetBytes(signed)))}";
    }

    public string Header(string alg = "HS256", string? kid = null, string typ = "\"typ\":\"at+jwt\"", string more = "") =>
        $$"""{"alg":"{{alg}}","kid":"{{kid ?? Kid}}"{{(typ.Length > 0 ? "," : "")}}{{typ}}{{more}}}""";

    public static string Claims(string? times = null, string iss = "\"iss\":\"mcpservice\",", string aud = "\"aud\":\"mcpservice/admin\",") =>
        $$"""{{{iss}}{{aud}}"sub":"admin","jti":"1",{{times ?? Valid}}}""";

    public static string Encode(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));

    private static string Valid => $"\"iat\":{Now},\"nbf\":{Now},\"exp\":{Now + 900}";
}
