using McpService.Application.Errors;

namespace McpService.Infrastructure.Security.ServiceKeys;

/// <summary>
/// The service keys, unwrapped, for everyone who signs, hashes or seals, served from memory. A key that another process adds verifies
/// as soon as it is seen, and makes new things only a little later: by then every replica has seen it.
/// </summary>
internal sealed class ServiceKeyRing(IServiceKeyStore store, ServiceKeyWrapper wrapper, ServiceKeyChanges changes, TimeProvider time)
{
    /// <summary>From seeing a key to using it: longer than any replica takes to see it.</summary>
    public static readonly TimeSpan SettlingTime = TimeSpan.FromSeconds(3);

    private readonly Dictionary<string, long> _unsettled = [];
    private volatile ServiceKeySet? _keys;

    /// <summary>False until <see cref="EnsureAsync"/> or <see cref="ReloadAsync"/> succeeded once.</summary>
    public bool IsLoaded => _keys is not null;

    /// <summary>Makes the keys that are missing and loads all. Call it under the lock that guards migrations.</summary>
    /// <exception cref="ServiceKeyException">A stored key does not open; none was made.</exception>
    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        var stored = await LoadAsync(cancellationToken);
        var missing = Enum.GetValues<ServiceKeyPurpose>().Where(p => stored.Current(p) is null).Select(wrapper.Make).ToList();
        if (missing.Count > 0) await store.AddAsync(missing, cancellationToken);
        _keys = missing.Count > 0 ? await LoadAsync(cancellationToken) : stored;
    }

    /// <summary>Loads the keys again; those in use stay in use when that fails.</summary>
    /// <exception cref="ServiceKeyException">A stored key does not open.</exception>
    public async Task ReloadAsync(CancellationToken cancellationToken) => _keys = await LoadAsync(cancellationToken);

    /// <summary>Takes over what other processes changed. Not for several callers at once.</summary>
    /// <exception cref="ServiceKeyException">A stored key does not open; those in use stay in use.</exception>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        var rows = await store.LoadAsync(cancellationToken);
        var known = Loaded;
        foreach (var row in rows.Where(r => known.Find(r.Purpose, r.Kid) is null)) _unsettled.TryAdd(row.Kid, time.GetTimestamp());
        var settled = _unsettled.Where(u => time.GetElapsedTime(u.Value) >= SettlingTime).Select(u => u.Key).ToList();
        foreach (var kid in settled) _unsettled.Remove(kid);
        if (settled.Count > 0 || !known.IsOf(rows)) _keys = new ServiceKeySet(rows, wrapper.Unwrap, row => !_unsettled.ContainsKey(row.Kid));
    }

    /// <summary>The key with which to make something new.</summary>
    /// <exception cref="UnavailableException"><c>database_unavailable</c>: the keys could not be loaded yet.</exception>
    public (string Kid, byte[] Key) Current(ServiceKeyPurpose purpose) => Loaded.Current(purpose) ?? throw UnavailableException.Database();

    /// <summary>The key with which something was made, retired ones included; null for a kid unknown for this purpose.</summary>
    /// <exception cref="UnavailableException"><c>database_unavailable</c>: the keys could not be loaded yet.</exception>
    public byte[]? Find(ServiceKeyPurpose purpose, string kid)
    {
        var key = Loaded.Find(purpose, kid);
        if (key is null) changes.Add();
        return key;
    }

    private ServiceKeySet Loaded => _keys ?? throw UnavailableException.Database();

    private async Task<ServiceKeySet> LoadAsync(CancellationToken cancellationToken) =>
        new(await store.LoadAsync(cancellationToken), wrapper.Unwrap, isSettled: _ => true);
}
