using McpService.Application.Tenants;

namespace McpService.Application.Upstream;

/// <summary>Where a call goes: as whom, with which credential, to which integrations, and how long it may take in all.</summary>
/// <param name="TenantRef">The tenant: connections are never shared between tenants.</param>
/// <param name="TenantId">Its public id, for logs.</param>
/// <param name="Credential">The credential it is opened with.</param>
/// <param name="Apps">The integrations whose tools it sees: the tenant's integration key.</param>
/// <param name="Timeout">Limit of one call in all; null means the default of the service.</param>
public sealed record UpstreamTarget(Guid TenantRef, string TenantId, SealedCredential Credential, string Apps, TimeSpan? Timeout)
{
    /// <summary>What may be shared by this tenant's calls; when it changes, what was opened with it ends.</summary>
    public ConnectionKey Key => new(Credential.Version, Apps);

    /// <summary>The same, where no target is needed for anything else.</summary>
    public static ConnectionKey KeyOf(TenantSnapshot tenant) => new(CredentialOf(tenant).Version, tenant.IntegrationKey);

    public static UpstreamTarget Of(TenantSnapshot tenant) => new(
        tenant.Id,
        tenant.TenantId,
        CredentialOf(tenant),
        tenant.IntegrationKey,
        tenant.Timeout);

    private static SealedCredential CredentialOf(TenantSnapshot tenant) => tenant.Credential ?? throw new InvalidOperationException("A tenant that may call has a credential.");
}
