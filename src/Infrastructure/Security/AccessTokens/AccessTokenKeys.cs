using System.Collections.Concurrent;
using McpService.Infrastructure.Security.ServiceKeys;
using Microsoft.IdentityModel.Tokens;

namespace McpService.Infrastructure.Security.AccessTokens;

/// <summary>The service keys that sign tokens, as the JWT library wants them.</summary>
internal sealed class AccessTokenKeys(ServiceKeyRing serviceKeys)
{
    // The library keeps a signature provider for each key object: a new object for each token would fill its cache.
    // Made with the first token: without one, the library is not loaded.
    private ConcurrentDictionary<(ServiceKeyPurpose, string), SymmetricSecurityKey>? _keys;

    public SymmetricSecurityKey Current(ServiceKeyPurpose purpose)
    {
        var (kid, key) = serviceKeys.Current(purpose);
        return Keep(purpose, kid, key);
    }

    /// <summary>Null for a kid unknown for this purpose.</summary>
    public SymmetricSecurityKey? Find(ServiceKeyPurpose purpose, string kid) =>
        serviceKeys.Find(purpose, kid) is { } key ? Keep(purpose, kid, key) : null;

    private SymmetricSecurityKey Keep(ServiceKeyPurpose purpose, string kid, byte[] key) =>
        LazyInitializer.EnsureInitialized(ref _keys, () => new()).GetOrAdd((purpose, kid), static (id, bytes) => new SymmetricSecurityKey(bytes) { KeyId = id.Item2 }, key);
}
