using McpService.Infrastructure.Security.ServiceKeys;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace McpService.Infrastructure.Security.AccessTokens;

/// <summary>Checks signatures, and who a token is from and for, by the JWT library.</summary>
internal sealed class AccessTokenSignatures
{
    private readonly JsonWebTokenHandler _handler = new();
    private readonly AccessTokenKeys _keys;
    private readonly TokenValidationParameters _admin;
    private readonly TokenValidationParameters _tenant;

    public AccessTokenSignatures(AccessTokenKeys keys)
    {
        _keys = keys;
        _admin = Rules(ServiceKeyPurpose.AdminToken, AccessTokenFormat.AdminAudience);
        _tenant = Rules(ServiceKeyPurpose.TenantToken, AccessTokenFormat.TenantAudience);
    }

    /// <summary>Null for a token that is not ours, or not an operator's.</summary>
    public JsonWebToken? OfAdmin(string token, AccessTokenShape shape) => Check(token, shape, ServiceKeyPurpose.AdminToken, _admin);

    /// <summary>Null for a token that is not ours, or not a tenant's.</summary>
    public JsonWebToken? OfTenant(string token, AccessTokenShape shape) => Check(token, shape, ServiceKeyPurpose.TenantToken, _tenant);

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
