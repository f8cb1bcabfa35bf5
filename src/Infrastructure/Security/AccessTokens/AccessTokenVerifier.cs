using McpService.Application.Tenants;
using McpService.Application.Tokens;
using Microsoft.IdentityModel.JsonWebTokens;

namespace McpService.Infrastructure.Security.AccessTokens;

internal sealed class AccessTokenVerifier(AccessTokenKeys keys, TimeProvider time) : IAccessTokenVerifier
{
    // The library is loaded with the first token of our form (1.5 MiB): callers with an API key need none of it.
    private readonly Lazy<AccessTokenSignatures> _signatures = new(() => new AccessTokenSignatures(keys));

    public AccessTokenClaims? Verify(string token)
    {
        if (AccessTokenShape.Read(token) is not { } shape || !shape.IsCurrent(time.GetUtcNow())) return null;

        return shape.Audience switch
        {
            AccessTokenFormat.AdminAudience when _signatures.Value.OfAdmin(token, shape) is not null =>
                new AccessTokenClaims(IsAdmin: true, TenantId: null, KeyId: null, shape.EndsAt) { AuthenticatedAt = shape.KeyShownAt },
            AccessTokenFormat.TenantAudience when _signatures.Value.OfTenant(token, shape) is { } checkedToken
                && checkedToken.TryGetPayloadValue<string>(JwtRegisteredClaimNames.Sub, out var tenantId) => OfTenant(checkedToken, tenantId, shape),
            _ => null,
        };
    }

    /// <summary>It names a key, or that an operator holds it; neither alone is a token of ours, nor both.</summary>
    private static AccessTokenClaims? OfTenant(JsonWebToken token, string tenantId, AccessTokenShape shape)
    {
        var isOperator = token.TryGetPayloadValue<string>(AccessTokenFormat.ActorClaim, out var actor) && actor == AccessTokenFormat.OperatorActor;
        var keyId = token.TryGetPayloadValue<string>(AccessTokenFormat.KeyIdClaim, out var named) ? named : null;
        var suspensions = token.TryGetPayloadValue<int>(AccessTokenFormat.SuspensionsClaim, out var counted) ? counted : 0;
        return isOperator == (keyId is null) && (isOperator || actor is null)
            ? new AccessTokenClaims(IsAdmin: false, tenantId, keyId, shape.EndsAt) { AuthenticatedAt = shape.KeyShownAt, IsOperator = isOperator, Suspensions = suspensions }
            : null;
    }
}
