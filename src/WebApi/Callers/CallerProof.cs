using McpService.Application.Callers;
using McpService.Application.Errors;
using McpService.Application.Tenants;
using McpService.Application.Tokens;
using McpService.Domain.Auditing;
using McpService.Domain.Secrets;
using McpService.Domain.Tenants;
using McpService.WebApi.Hosting;
using Microsoft.Extensions.Options;

namespace McpService.WebApi.Callers;

/// <summary>Finds out who is asking from what was presented.</summary>
internal sealed class CallerProof(
    IApiKeyVerifier keys, IAccessTokenVerifier tokens, ITenantDirectory tenants, IAdminKey adminKey, IOptions<ServerOptions> options, TimeProvider time)
{
    private const string ApiKeyPrefix = "mcp_";

    /// <summary>The caller of each credential presented; a wrong one makes all of them worthless.</summary>
    /// <exception cref="UnauthorizedException">One is wrong, or one is missing where both are asked for.</exception>
    public async ValueTask<(Caller Caller, Caller? Second)> FindAsync(PresentedCredentials presented, CancellationToken cancellationToken)
    {
        if (!presented.AreReadable) throw Wrong();

        var byKey = presented.ApiKey is { } key ? await OfApiKeyAsync(new Secret(key), cancellationToken) ?? throw Wrong() : null;
        var byBearer = presented.Bearer is { } bearer ? await OfBearerAsync(bearer, cancellationToken) ?? throw Wrong() : null;
        var caller = byKey ?? byBearer ?? throw Wrong();

        if (caller.Kind == AuditActor.Tenant && options.Value.TenantAuth == TenantAuth.Both && (byKey is null || presented.Bearer is null || !IsToken(presented.Bearer)))
            throw new UnauthorizedException("unauthorized", "Both are needed: the API key in x-api-key, and a token for it in Authorization: Bearer.");

        return (caller, byKey is null ? null : byBearer);
    }

    private static UnauthorizedException Wrong() => new("invalid_credentials", "The credential is not valid, or not any more.");

    private async ValueTask<Caller?> OfBearerAsync(string bearer, CancellationToken cancellationToken)
    {
        if (IsToken(bearer) && tokens.Verify(bearer) is { } claims) return await OfClaimsAsync(claims, cancellationToken);

        var secret = new Secret(bearer);
        if (bearer.StartsWith(ApiKeyPrefix, StringComparison.Ordinal) && await OfApiKeyAsync(secret, cancellationToken) is { } tenant) return tenant;
        return adminKey.Matches(secret) ? Caller.Admin : null;
    }

    private async ValueTask<Caller?> OfApiKeyAsync(Secret key, CancellationToken cancellationToken) =>
        await keys.VerifyAsync(key, cancellationToken) is var (tenant, proven) ? new Caller(AuditActor.Tenant, tenant, proven.KeyId) : null;

    /// <summary>A tenant's token is as good as the key it was issued for, and ends with it.</summary>
    private async ValueTask<Caller?> OfClaimsAsync(AccessTokenClaims claims, CancellationToken cancellationToken)
    {
        if (claims.IsAdmin) return Caller.Admin;
        if (claims.KeyId is not { } keyId) return null;

        var tenant = await tenants.FindByKeyIdAsync(keyId, cancellationToken);
        return tenant?.TenantId == claims.TenantId && tenant?.ApiKeys.FirstOrDefault(k => k.KeyId == keyId)?.IsUsable(time.GetUtcNow()) == true
            ? new Caller(AuditActor.Tenant, tenant, keyId)
            : null;
    }

    /// <summary>Three parts between dots: a JWT, which neither kind of key looks like.</summary>
    private static bool IsToken(string bearer) => bearer.AsSpan().Count('.') == 2;
}
