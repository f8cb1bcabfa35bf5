using System.Collections.Concurrent;
using McpService.Application.Tenants;
using McpService.Domain.Tenants;

namespace McpService.Infrastructure.Persistence.Tenants;

/// <summary>
/// Tenants by the ids of their keys, and ids that are nobody's. Both are bounded: anybody can make up key ids, and the
/// unknown ones must neither fill memory nor push tenants out.
/// </summary>
internal sealed class TenantCache(int capacity, int unknownCapacity)
{
    private readonly ConcurrentDictionary<string, Entry> _byKey = new();
    private readonly ConcurrentDictionary<string, Entry> _unknown = new();
    private readonly Dictionary<Guid, Entry> _byTenant = [];
    private readonly Lock _writing = new();
    private long _changes;

    /// <summary>Counts <see cref="Forget"/> and <see cref="ForgetAll"/>; what was read before the last one is not kept.</summary>
    public long Changes => Volatile.Read(ref _changes);

    /// <summary>True when the answer is known; it is null for an id that is nobody's.</summary>
    public bool TryGet(string keyId, long now, out TenantSnapshot? tenant)
    {
        var known = (_byKey.TryGetValue(keyId, out var entry) && entry.Expires > now) || (_unknown.TryGetValue(keyId, out entry) && entry.Expires > now);
        tenant = known ? entry!.Tenant : null;
        return known;
    }

    /// <summary>Keeps what a query for <paramref name="keyIds"/> found, unless a tenant changed since the query began.</summary>
    public void Store(IReadOnlyCollection<string> keyIds, IReadOnlyDictionary<string, TenantSnapshot> found, long changes, long now, long expires)
    {
        lock (_writing)
        {
            if (changes != _changes) return;
            if (_byKey.Count + found.Count > capacity) Trim(_byKey, capacity, now);
            if (_unknown.Count + keyIds.Count > unknownCapacity) Trim(_unknown, unknownCapacity, now);
            foreach (var tenant in found.Values.Distinct(ReferenceEqualityComparer.Instance).Cast<TenantSnapshot>()) Keep(tenant, expires);
            foreach (var keyId in keyIds.Where(k => !found.ContainsKey(k))) _unknown[keyId] = new Entry(null, expires);
        }
    }

    /// <summary>Tenants were looked at and are as they are kept: they serve on until <paramref name="expires"/>. One that was forgotten since is not kept any more.</summary>
    /// <param name="tenants">Who was looked at.</param>
    /// <param name="states">Where each of them stands; null for one that is not active.</param>
    /// <param name="expires">Monotonic time stamp.</param>
    /// <returns>What is kept of each, null for one that is not as it is kept.</returns>
    public TenantSnapshot?[] Confirm(Guid[] tenants, TenantState?[] states, long expires)
    {
        var unchanged = new TenantSnapshot?[tenants.Length];
        lock (_writing)
        {
            for (var i = 0; i < tenants.Length; i++)
            {
                if (states[i] is not { } now || !_byTenant.TryGetValue(tenants[i], out var entry) || !now.IsAsIn(entry.Tenant!)) continue;
                entry.ServeUntil(expires);
                unchanged[i] = entry.Tenant;
            }
        }

        return unchanged;
    }

    public void Forget(Guid tenantRef)
    {
        lock (_writing)
        {
            Volatile.Write(ref _changes, _changes + 1);
            if (_byTenant.Remove(tenantRef, out var entry)) entry.Expire();
        }
    }

    /// <summary>Changes may have been missed: nothing that was read before counts.</summary>
    public void ForgetAll()
    {
        lock (_writing)
        {
            Volatile.Write(ref _changes, _changes + 1);
            foreach (var entry in _byTenant.Values) entry.Expire();
            _byTenant.Clear();
            _unknown.Clear();
        }
    }

    private void Keep(TenantSnapshot tenant, long expires)
    {
        // A key that the tenant has lost leads to the old entry, so that must not outlive this.
        if (_byTenant.TryGetValue(tenant.Id, out var old)) old.Expire();
        var entry = new Entry(tenant, expires);
        _byTenant[tenant.Id] = entry;
        foreach (var key in tenant.ApiKeys) _byKey[key.KeyId] = entry;
    }

    /// <summary>Drops what has expired; where that makes too little room, everything: it comes back within a query or two.</summary>
    private void Trim(ConcurrentDictionary<string, Entry> entries, int limit, long now)
    {
        foreach (var (keyId, entry) in entries)
        {
            if (entry.Expires <= now && entries.TryRemove(keyId, out _) && entry.Tenant is { } tenant && _byTenant.GetValueOrDefault(tenant.Id) == entry)
                _byTenant.Remove(tenant.Id);
        }

        if (entries.Count <= limit / 4 * 3) return;
        entries.Clear();
        if (ReferenceEquals(entries, _byKey)) _byTenant.Clear();
    }

    private sealed class Entry(TenantSnapshot? tenant, long expires)
    {
        private long _expires = expires;

        public TenantSnapshot? Tenant { get; } = tenant;

        public long Expires => Volatile.Read(ref _expires);

        public void ServeUntil(long expires) => Volatile.Write(ref _expires, Math.Max(_expires, expires));

        public void Expire() => Volatile.Write(ref _expires, long.MinValue);
    }
}
