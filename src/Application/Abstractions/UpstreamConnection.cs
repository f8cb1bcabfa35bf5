namespace McpService.Application.Abstractions;

/// <summary>Whose connection to the upstream a call uses, and how long the call may take in all.</summary>
/// <param name="TenantRef">The tenant: connections are never shared between tenants.</param>
/// <param name="TenantId">Its public id, for logs.</param>
/// <param name="Credential">The credential the connection is opened with.</param>
/// <param name="Apps">The integrations whose tools the connection sees: the tenant's integration key.</param>
/// <param name="Timeout">Limit of one call in all; null means the default of the service.</param>
public sealed record UpstreamConnection(Guid TenantRef, string TenantId, SealedCredential Credential, string Apps, TimeSpan? Timeout)
{
    public static UpstreamConnection Of(TenantSnapshot tenant) => new(
        tenant.Id,
        tenant.TenantId,
        tenant.Credential ?? throw new InvalidOperationException("A tenant that may call has a credential."),
        tenant.IntegrationKey,
        tenant.Timeout);
}
