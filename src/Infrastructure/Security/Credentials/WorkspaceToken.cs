using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using McpService.Application.Errors;
using McpService.Application.Tenants;
using McpService.Domain.Secrets;

namespace McpService.Infrastructure.Security.Credentials;

/// <summary>
/// Signs the token by which Integration App knows a workspace's user, by the workspace's secret or a private key. Signed directly, not by a
/// JWT library: those refuse HS512 with the shorter secrets that workspaces have.
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
            ["id"] = workspace.UserId ?? workspace.TenantKey,
            ["tenantKey"] = workspace.TenantKey ?? workspace.UserId,

            // The upstream requires a display name.
            ["name"] = workspace.Name ?? workspace.UserId ?? workspace.TenantKey,
            ["iat"] = issuedAt,
            ["exp"] = expires,
        };
        if (workspace.Fields is { ValueKind: JsonValueKind.Object } fields) claims["fields"] = fields;

        return new UpstreamToken(new Secret(Sign(workspace, JsonSerializer.SerializeToUtf8Bytes(claims))), DateTimeOffset.FromUnixTimeSeconds(expires));
    }

    private static string Sign(WorkspaceInput workspace, byte[] claims)
    {
        if (workspace.Secret is { } secret) return Compose("HS512", claims, signed => HMACSHA512.HashData(Encoding.UTF8.GetBytes(secret.Reveal()), signed));

        using var key = SigningKey.Read(workspace.PrivateKey!.Reveal()) ?? throw new UpstreamException(UpstreamFailure.CredentialUnavailable);
        var algorithm = workspace.Algorithm ?? key.Algorithms[0];
        return Compose(algorithm, claims, signed => key.Sign(algorithm, signed));
    }

    private static string Compose(string algorithm, byte[] claims, Func<byte[], byte[]> sign)
    {
        var signed = $"{Base64Url.EncodeToString(Encoding.ASCII.GetBytes($$"""{"alg":"{{algorithm}}","typ":"JWT"}"""))}.{Base64Url.EncodeToString(claims)}";
        return $"{signed}.{Base64Url.EncodeToString(sign(Encoding.ASCII.GetBytes(signed)))}";
    }
}
