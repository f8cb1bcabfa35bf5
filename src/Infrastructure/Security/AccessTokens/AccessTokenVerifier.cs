using McpService.Application.Tenants;
using McpService.Application.Tokens;
using McpService.Infrastructure.Security.ServiceKeys;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace McpService.Infrastructure.Security.AccessTokens;

internal sealed class AccessTokenVerifier : IAccessTokenVerifier
{
    private readonly JsonWebTokenHandler _handler = new();
    private readonly AccessTokenKeys _keys;
    private readonly TimeProvider _time;
    private readonly TokenValidationParameters _admin;
    private readonly TokenValidationParameters _tenant;

    public AccessTokenVerifier(AccessTokenKeys keys, TimeProvider time)
    {
        _keys = keys;
        _time = time;
        _admin = Rules(ServiceKeyPurpose.AdminToken, AccessTokenFormat.AdminAudience);
        _tenant = Rules(ServiceKeyPurpose.TenantToken, AccessTokenFormat.TenantAudience);
    }

    public AccessTokenClaims? Verify(string token)
    {
        if (AccessTokenShape.Read(token) is not { } shape || !shape.IsCurrent(_time.GetUtcNow())) return null;

        return shape.Audience switch
        {
            AccessTokenFormat.AdminAudience when Check(token, shape, ServiceKeyPurpose.AdminToken, _admin) is not null =>
                new AccessTokenClaims(IsAdmin: true, TenantId: null, KeyId: null, shape.EndsAt) { AuthenticatedAt = shape.KeyShownAt },
            AccessTokenFormat.TenantAudience when Check(token, shape, ServiceKeyPurpose.TenantToken, _tenant) is { } checkedToken
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

    private JsonWebToken? Check(string token, AccessTokenShape shape, ServiceKeyPurpose purpose, TokenValidationParameters rules)
    {
        // Asked here, not only by the rules: the library would turn keys that are not loaded into a bad token.
        if (_keys.Find(purpose, shape.KeyId) is null) return null;

        // Nothing in the rules waits for anything, so the task is complete.
        var result = _handler.ValidateTokenAsync(token, rules).GetAwaiter().GetResult();
        return result.IsValid ? result.SecurityToken as JsonWebToken : null;
    }

    private TokenValidationParameters Rules(ServiceKeyPurpose purpose, string audience) => new()
    {
        ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
        ValidTypes = [AccessTokenFormat.Type],
        ValidIssuer = AccessTokenFormat.Issuer,
        ValidAudience = audience,
        IssuerSigningKeyResolver = (_, _, kid, _) => _keys.Find(purpose, kid) is { } key ? [key] : [],
        TryAllIssuerSigningKeys = false,

        // By the shape, with the service's clock; the library only knows the system's.
        ValidateLifetime = false,
    };
}
