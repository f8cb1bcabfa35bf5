using McpService.Application.Tenants;

namespace McpService.Infrastructure.Persistence.Tenants;

/// <summary>
/// What calls read: at most a second old, counted from before it was read or found unchanged, and never older than a change made in this process or told
/// by another. When the database is away, what was read goes on to serve for the rest of its second.
/// </summary>
internal sealed class TenantDirectory(TenantLoader loader, TenantCache cache, TimeProvider time) : ITenantDirectory
{
    // A change whose notification was lost must be in force within two seconds, and a stream that was let in on the last old snapshot
    // still has to be found by the next look of the watch: hence half of it.
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(1);

    public ValueTask<TenantSnapshot?> FindByKeyIdAsync(string keyId, CancellationToken cancellationToken) =>
        cache.TryGet(keyId, time.GetTimestamp(), out var tenant) ? ValueTask.FromResult(tenant) : new(loader.LoadAsync(keyId, cancellationToken));

    public ValueTask<TenantSnapshot?> FindByTenantIdAsync(string tenantId, CancellationToken cancellationToken) => new(loader.LoadByTenantIdAsync(tenantId, cancellationToken));

    public TenantSnapshot? FindCached(string keyId) => cache.TryGet(keyId, time.GetTimestamp(), out var tenant) ? tenant : null;

    /// <summary>When what was asked for at <paramref name="asked"/>, a monotonic time stamp, must be asked for again.</summary>
    public static long ExpiryOf(long asked, TimeProvider time) => asked + (long)(Lifetime.TotalSeconds * time.TimestampFrequency);

    /// <summary>Tenants that are in use were looked at: those that have not changed need not be read for their next call.</summary>
    /// <param name="tenants">Who was looked at.</param>
    /// <param name="states">Where each of them stands; null for one that is not active.</param>
    /// <param name="asOf">Monotonic time stamp from before that was read.</param>
    /// <returns>What is kept of each, null for one that has changed or is not kept.</returns>
    public TenantSnapshot?[] Confirm(Guid[] tenants, TenantState?[] states, long asOf) => cache.Confirm(tenants, states, ExpiryOf(asOf, time));

    /// <summary>The tenant changed: the next call reads it anew.</summary>
    public void Forget(Guid tenantRef) => cache.Forget(tenantRef);

    /// <summary>Any tenant may have changed.</summary>
    public void ForgetAll() => cache.ForgetAll();
}
