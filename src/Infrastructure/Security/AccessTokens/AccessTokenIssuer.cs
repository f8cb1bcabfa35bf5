using McpService.Application.Tokens;
using McpService.Domain;
using McpService.Infrastructure.Security.ServiceKeys;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace McpService.Infrastructure.Security.AccessTokens;

internal sealed class AccessTokenIssuer(AccessTokenKeys keys, TimeProvider time) : IAccessTokenIssuer
{
    private const string AdminSubject = "admin";
    private const int IdLength = 20;

    private readonly JsonWebTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false };

    public AccessToken IssueForAdmin() =>
        Issue(ServiceKeyPurpose.AdminToken, AccessTokenFormat.AdminAudience, endsBy: null, new() { [JwtRegisteredClaimNames.Sub] = AdminSubject });

    public AccessToken IssueForTenant(string tenantId, string keyId, DateTimeOffset? keyExpiresAt) =>
        Issue(
            ServiceKeyPurpose.TenantToken,
            AccessTokenFormat.TenantAudience,
            keyExpiresAt,
            new() { [JwtRegisteredClaimNames.Sub] = tenantId, [AccessTokenFormat.KeyIdClaim] = keyId });

    private AccessToken Issue(ServiceKeyPurpose purpose, string audience, DateTimeOffset? endsBy, Dictionary<string, object> claims)
    {
        var issuedAt = DateTimeOffset.FromUnixTimeSeconds(time.GetUtcNow().ToUnixTimeSeconds());
        var expires = issuedAt + AccessTokenFormat.Lifetime;
        if (endsBy < expires) expires = DateTimeOffset.FromUnixTimeSeconds(endsBy.Value.ToUnixTimeSeconds());

        claims[JwtRegisteredClaimNames.Jti] = RandomText.Base32(IdLength);
        var token = _handler.CreateToken(new SecurityTokenDescriptor
        {
            TokenType = AccessTokenFormat.Type,
            Issuer = AccessTokenFormat.Issuer,
            Audience = audience,
            IssuedAt = issuedAt.UtcDateTime,
            NotBefore = issuedAt.UtcDateTime,
            Expires = expires.UtcDateTime,
            Claims = claims,
            SigningCredentials = new SigningCredentials(keys.Current(purpose), SecurityAlgorithms.HmacSha256),
        });
        return new AccessToken(token, (int)(expires - issuedAt).TotalSeconds);
    }
}
