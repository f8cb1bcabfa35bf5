using McpService.Domain.Tenants;

namespace McpService.Application.Tenants;

/// <summary>What an operator should look after before a tenant's calls fail. The codes are stable.</summary>
internal static class TenantWarnings
{
    public const string CredentialExpired = "credential_expired";
    public const string CredentialExpiresSoon = "credential_expires_soon";

    public static IReadOnlyList<string> Of(Tenant tenant, DateTimeOffset now) =>
        tenant.Credential is not { } credential ? []
        : credential.IsExpired(now) ? [CredentialExpired]
        : credential.ExpiresSoon(now) ? [CredentialExpiresSoon]
        : [];
}
