using McpService.Domain.Tenants;

namespace McpService.Application.Tenants;

/// <summary>
/// Tenants as calls read them: cached for at most a second and told of changes, where
/// <see cref="Domain.Tenants.ITenantRepository"/> reads and writes the tables.
/// </summary>
public interface ITenantDirectory
{
    /// <summary>The owner of an API key that is not revoked, or null. Deleted tenants have no keys.</summary>
    ValueTask<TenantSnapshot?> FindByKeyIdAsync(string keyId, CancellationToken cancellationToken);

    /// <summary>A tenant by its public id, read anew, keys or not; null for a deleted one. For the operator's few questions, not for calls by the thousand.</summary>
    ValueTask<TenantSnapshot?> FindByTenantIdAsync(string tenantId, CancellationToken cancellationToken);

    /// <summary>The owner of an API key from the cache alone; null where it is nobody's, or not known yet.</summary>
    TenantSnapshot? FindCached(string keyId);
}
