using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using McpService.Application.Tenants;
using McpService.Domain.Secrets;

namespace McpService.Infrastructure.Security.Credentials;

/// <summary>
/// Signs the token by which Integration App knows a workspace's user. Signed directly, not by a JWT library: those refuse
/// HS512 with the shorter secrets that workspaces have.
/// </summary>
internal static class WorkspaceToken
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(7200);

    // An upstream whose clock is a little behind must not find a token from the future. The life of 7200 s is counted from here, too:
    // verifiers that bound it look at the difference.
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(30);

    public static UpstreamToken Mint(WorkspaceInput workspace, DateTimeOffset now)
    {
        var issuedAt = (now - Skew).ToUnixTimeSeconds();
        var expires = issuedAt + (long)Lifetime.TotalSeconds;
        var claims = new Dictionary<string, object?>
        {
            ["iss"] = workspace.Key,
            ["workspaceKey"] = workspace.Key,
            ["id"] = workspace.UserId,
            ["tenantKey"] = workspace.UserId,

            // The upstream requires a display name.
            ["name"] = workspace.Name ?? workspace.UserId,
            ["iat"] = issuedAt,
            ["exp"] = expires,
        };
        if (workspace.Fields is { ValueKind: JsonValueKind.Object } fields) claims["fields"] = fields;

        var signed = $"{Base64Url.EncodeToString("""{"alg":"HS512","typ":"JWT"}"""u8)}.{Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(claims))}";
        var signature = HMACSHA512.HashData(Encoding.UTF8.GetBytes(workspace.Secret!.Reveal()), Encoding.ASCII.GetBytes(signed));
        return new UpstreamToken(new Secret($"{signed}.{Base64Url.EncodeToString(signature)}"), DateTimeOffset.FromUnixTimeSeconds(expires));
    }
}
