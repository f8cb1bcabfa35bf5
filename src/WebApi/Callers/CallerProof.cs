using McpService.Application.Callers;
using McpService.Application.Errors;
using McpService.Application.Tenants;
using McpService.Application.Tokens;
using McpService.Domain.Auditing;
using McpService.Domain.Secrets;
using McpService.Domain.Tenants;
using McpService.WebApi.Errors;
using McpService.WebApi.Hosting;
using Microsoft.Extensions.Options;

namespace McpService.WebApi.Callers;

/// <summary>Finds out who is asking from what was presented. Answers at once where the tenant is in the cache.</summary>
internal sealed class CallerProof(
    IApiKeyVerifier keys, IAccessTokenVerifier tokens, ITenantDirectory tenants, IAdminKey adminKey, IOptions<ServerOptions> options, TimeProvider time)
{
    private const string ApiKeyPrefix = "mcp_";

    private static readonly ProvenCallers Nothing = Refuse("unauthorized", "Give a credential: an API key in x-api-key, or a token or key in Authorization: Bearer.");
    private static readonly ProvenCallers Wrong = Refuse("invalid_credentials", "The credential is not valid, or not any more.");
    private static readonly ProvenCallers Half = Refuse("unauthorized", "Both are needed: the API key in x-api-key, and a token for it in Authorization: Bearer.");

    /// <summary>The caller of each credential presented; a wrong one makes all of them worthless.</summary>
    /// <exception cref="UnavailableException">The database is away, and nobody can be told.</exception>
    public async ValueTask<ProvenCallers> FindAsync(PresentedCredentials presented, CancellationToken cancellationToken)
    {
        if (presented.IsEmpty) return Nothing;
        if (!presented.AreReadable) return Wrong;

        Caller? byKey = null, byBearer = null;
        if (presented.ApiKey is { } key && (byKey = await OfApiKeyAsync(new Secret(key), cancellationToken)) is null) return Wrong;
        if (presented.Bearer is { } bearer && (byBearer = await OfBearerAsync(bearer, cancellationToken)) is null) return Wrong;

        var caller = (byKey ?? byBearer)!;
        if (caller is { Kind: AuditActor.Tenant, IsOperator: false } && options.Value.TenantAuth == TenantAuth.Both && (byKey is null || presented.Bearer is null || !IsToken(presented.Bearer))) return Half;
        return new ProvenCallers(caller, byKey is null ? null : byBearer, null);
    }

    private static ProvenCallers Refuse(string code, string detail) => new(null, null, new Problem(StatusCodes.Status401Unauthorized, code, detail));

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
        if (claims.IsOperator)
        {
            // No key to live or die with: deletion ends it, and suspension, for good; while that lasts it is found where every tenant's is.
            var lent = await tenants.FindByTenantIdAsync(claims.TenantId!, cancellationToken);
            var isOver = lent is null || (lent.Status != TenantStatus.Suspended && lent.Suspensions != claims.Suspensions);
            return isOver ? null : new Caller(AuditActor.Tenant, lent, KeyId: null) { EndsAt = claims.ExpiresAt, IsOperator = true };
        }

        if (claims.KeyId is not { } keyId) return null;

        var tenant = await tenants.FindByKeyIdAsync(keyId, cancellationToken);
        return tenant?.TenantId == claims.TenantId && tenant?.ApiKeys.FirstOrDefault(k => k.KeyId == keyId)?.IsUsable(time.GetUtcNow()) == true
            ? new Caller(AuditActor.Tenant, tenant, keyId) { EndsAt = claims.ExpiresAt }
            : null;
    }

    /// <summary>Three parts between dots: a JWT, which neither kind of key looks like.</summary>
    private static bool IsToken(string bearer) => bearer.AsSpan().Count('.') == 2;
}
