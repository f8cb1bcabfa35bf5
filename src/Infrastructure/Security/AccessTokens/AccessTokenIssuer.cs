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

    public AccessToken IssueForAdmin(DateTimeOffset? authenticatedAt = null) =>
        Issue(ServiceKeyPurpose.AdminToken, AccessTokenFormat.AdminAudience, AccessTokenFormat.Lifetime, null, authenticatedAt, new() { [JwtRegisteredClaimNames.Sub] = AdminSubject });

    public AccessToken IssueForTenant(string tenantId, string keyId, DateTimeOffset? keyExpiresAt, DateTimeOffset? authenticatedAt = null) =>
        IssueForTenant(AccessTokenFormat.Lifetime, keyExpiresAt, authenticatedAt, new() { [JwtRegisteredClaimNames.Sub] = tenantId, [AccessTokenFormat.KeyIdClaim] = keyId });

    public AccessToken IssueForOperator(string tenantId, int suspensions) => IssueForTenant(AccessTokenFormat.LentLifetime, null, null, new()
    {
        [JwtRegisteredClaimNames.Sub] = tenantId,
        [AccessTokenFormat.ActorClaim] = AccessTokenFormat.OperatorActor,
        [AccessTokenFormat.SuspensionsClaim] = suspensions,
    });

    private AccessToken IssueForTenant(TimeSpan lifetime, DateTimeOffset? endsBy, DateTimeOffset? authenticatedAt, Dictionary<string, object> claims) =>
        Issue(ServiceKeyPurpose.TenantToken, AccessTokenFormat.TenantAudience, lifetime, endsBy, authenticatedAt, claims);

    private AccessToken Issue(ServiceKeyPurpose purpose, string audience, TimeSpan lifetime, DateTimeOffset? endsBy, DateTimeOffset? authenticatedAt, Dictionary<string, object> claims)
    {
        var issuedAt = DateTimeOffset.FromUnixTimeSeconds(time.GetUtcNow().ToUnixTimeSeconds());
        var expires = issuedAt + lifetime;
        if (endsBy < expires) expires = DateTimeOffset.FromUnixTimeSeconds(endsBy.Value.ToUnixTimeSeconds());

        claims[JwtRegisteredClaimNames.AuthTime] = (authenticatedAt ?? issuedAt).ToUnixTimeSeconds();
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
