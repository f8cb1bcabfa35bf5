using McpService.Application.Errors;

namespace McpService.Infrastructure.Security;

/// <summary>The service keys, unwrapped, for everyone who signs, hashes or seals. Loaded once at start, then served from memory.</summary>
internal sealed class ServiceKeyRing(IServiceKeyStore store, ServiceKeyWrapper wrapper)
{
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

    /// <summary>The key with which to make something new.</summary>
    /// <exception cref="UnavailableException"><c>database_unavailable</c>: the keys could not be loaded yet.</exception>
    public (string Kid, byte[] Key) Current(ServiceKeyPurpose purpose) => Loaded.Current(purpose) ?? throw UnavailableException.Database();

    /// <summary>The key with which something was made, retired ones included; null for a kid unknown for this purpose.</summary>
    /// <exception cref="UnavailableException"><c>database_unavailable</c>: the keys could not be loaded yet.</exception>
    public byte[]? Find(ServiceKeyPurpose purpose, string kid) => Loaded.Find(purpose, kid);

    private ServiceKeySet Loaded => _keys ?? throw UnavailableException.Database();

    private async Task<ServiceKeySet> LoadAsync(CancellationToken cancellationToken) =>
        new(await store.LoadAsync(cancellationToken), wrapper.Unwrap);
}
