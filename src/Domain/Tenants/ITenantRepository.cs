namespace McpService.Domain.Tenants;

/// <summary>Loads and stores whole tenants for the use cases that change them.</summary>
public interface ITenantRepository
{
    /// <summary>The tenant with its keys and credential, or null. Deleted tenants are not found.</summary>
    Task<Tenant?> FindAsync(string tenantId, CancellationToken cancellationToken);

    /// <summary>One page, newest first, without keys; at most <c>page.Limit</c> + 1 rows, so that the caller sees whether more follow.</summary>
    Task<IReadOnlyList<Tenant>> ListAsync(TenantPage page, CancellationToken cancellationToken);

    /// <summary>
    /// Stores a new tenant, or the changes to one that <see cref="FindAsync"/> gave, and the entry of the trail
    /// for the request under way, in one transaction: what is not audited did not happen.
    /// </summary>
    /// <exception cref="ConflictException"><c>tenant_changed</c>: somebody else changed it since it was read.</exception>
    Task SaveAsync(Tenant tenant, CancellationToken cancellationToken);
}
