namespace McpService.Infrastructure.Security.AccessTokens;

/// <summary>What issuer and verifier of the gateway's tokens agree on.</summary>
internal static class AccessTokenFormat
{
    public const string Issuer = "mcpservice";
    public const string AdminAudience = "mcpservice/admin";
    public const string TenantAudience = "mcpservice/tenant";

    /// <summary>Media type of access tokens, RFC 9068: no other kind of JWT passes for one.</summary>
    public const string Type = "at+jwt";

    public const string KeyIdClaim = "key";

    /// <summary>Who acts as the tenant, in the spirit of RFC 8693; beside it there is no key.</summary>
    public const string ActorClaim = "act";

    /// <summary>Of a lent token: how often its tenant had been suspended. Tokens of an older replica have none.</summary>
    public const string SuspensionsClaim = "suspensions";

    public const string OperatorActor = "admin";

    /// <summary>Characters; ours have some 400.</summary>
    public const int MaxLength = 4096;

    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);

    /// <summary>Of a tenant's token for an operator.</summary>
    public static readonly TimeSpan LentLifetime = TimeSpan.FromMinutes(5);

    /// <summary>How far the clocks of two replicas may be apart.</summary>
    public static readonly TimeSpan Skew = TimeSpan.FromSeconds(30);
}
