using McpService.Application.Tenants;

namespace McpService.Infrastructure.Persistence.Tenants;

/// <summary>
/// What calls read: at most a second old, counted from before it was read, and never older than a change made in this process or told
/// by another. When the database is away, what was read goes on to serve for the rest of its second.
/// </summary>
internal sealed class TenantDirectory(TenantLoader loader, TenantCache cache, TimeProvider time) : ITenantDirectory
{
    public ValueTask<TenantSnapshot?> FindByKeyIdAsync(string keyId, CancellationToken cancellationToken) =>
        cache.TryGet(keyId, time.GetTimestamp(), out var tenant) ? ValueTask.FromResult(tenant) : new(loader.LoadAsync(keyId, cancellationToken));

    public ValueTask<TenantSnapshot?> FindByTenantIdAsync(string tenantId, CancellationToken cancellationToken) => new(loader.LoadByTenantIdAsync(tenantId, cancellationToken));

    public TenantSnapshot? FindCached(string keyId) => cache.TryGet(keyId, time.GetTimestamp(), out var tenant) ? tenant : null;

    /// <summary>The tenant changed: the next call reads it anew.</summary>
    public void Forget(Guid tenantRef) => cache.Forget(tenantRef);

    /// <summary>Any tenant may have changed.</summary>
    public void ForgetAll() => cache.ForgetAll();
}
