namespace McpService.Application.Tokens;

/// <summary>Signs the gateway's own short-lived bearer tokens.</summary>
public interface IAccessTokenIssuer
{
    /// <param name="authenticatedAt">When the key was shown; null for now.</param>
    AccessToken IssueForAdmin(DateTimeOffset? authenticatedAt = null);

    /// <summary>A token that names the API key it was issued for and ends no later than it.</summary>
    /// <param name="tenantId">Public id of the tenant.</param>
    /// <param name="keyId">The API key presented.</param>
    /// <param name="keyExpiresAt">End of that key's life, or null.</param>
    /// <param name="authenticatedAt">When the key was shown; null for now.</param>
    AccessToken IssueForTenant(string tenantId, string keyId, DateTimeOffset? keyExpiresAt, DateTimeOffset? authenticatedAt = null);

    /// <summary>A tenant's token for an operator: it names no key, and lives five minutes.</summary>
    /// <param name="tenantId">Public id of the tenant.</param>
    /// <param name="suspensions">How often the tenant was suspended so far: the token ends with the next time.</param>
    AccessToken IssueForOperator(string tenantId, int suspensions);
}

/// <summary>A signed token.</summary>
/// <param name="Token">The JWT, meant for the caller.</param>
/// <param name="ExpiresIn">Seconds until it expires.</param>
public sealed record AccessToken(string Token, int ExpiresIn);
