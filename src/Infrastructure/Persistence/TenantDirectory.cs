using McpService.Application.Abstractions;

namespace McpService.Infrastructure.Persistence;

/// <summary>
/// What calls read: at most two seconds old, counted from before it was read, and never older than a change made in this process.
/// When the database is away, what was read goes on to serve for the rest of its two seconds.
/// </summary>
internal sealed class TenantDirectory(TenantLoader loader, TenantCache cache, TimeProvider time) : ITenantDirectory
{
    public ValueTask<TenantSnapshot?> FindByKeyIdAsync(string keyId, CancellationToken cancellationToken) =>
        cache.TryGet(keyId, time.GetTimestamp(), out var tenant) ? ValueTask.FromResult(tenant) : new(loader.LoadAsync(keyId, cancellationToken));

    /// <summary>The tenant changed: the next call reads it anew.</summary>
    public void Forget(Guid tenantRef) => cache.Forget(tenantRef);
}
