using McpService.Domain.Tenants;

namespace McpService.Application.Tenants;

/// <summary>What an operator should look after before a tenant's calls fail. The codes are stable.</summary>
internal static class TenantWarnings
{
    public const string CredentialExpired = "credential_expired";
    public const string CredentialExpiresSoon = "credential_expires_soon";
    public const string CredentialRefused = "credential_refused";

    public static IReadOnlyList<string> Of(Tenant tenant, DateTimeOffset now) => tenant.Credential is { } credential ? [.. Of(credential, now)] : [];

    private static IEnumerable<string> Of(UpstreamCredential credential, DateTimeOffset now)
    {
        if (credential.IsExpired(now)) yield return CredentialExpired;
        if (credential.ExpiresSoon(now)) yield return CredentialExpiresSoon;
        if (credential.SuspectSince is not null) yield return CredentialRefused;
    }
}
