using McpService.Infrastructure.Security.Encryption;
using McpService.Infrastructure.Text;

namespace McpService.Infrastructure.Security.ServiceKeys;

/// <summary>What operators do with service keys.</summary>
public sealed class ServiceKeyCommands
{
    private readonly IServiceKeyStore _store;
    private readonly ServiceKeyWrapper _wrapper;
    private readonly TimeProvider _time;

    internal ServiceKeyCommands(IServiceKeyStore store, ServiceKeyWrapper wrapper, TimeProvider time) => (_store, _wrapper, _time) = (store, wrapper, time);

    /// <summary>What keys are for, as operators write it: <c>tenant-token</c>.</summary>
    public static IReadOnlyList<string> Purposes { get; } = [.. Enum.GetValues<ServiceKeyPurpose>().Select(Spell)];

    /// <summary>Every key, oldest first; never the key itself.</summary>
    public async Task<IReadOnlyList<ListedServiceKey>> ListAsync(CancellationToken cancellationToken) =>
        [.. (await _store.LoadAsync(cancellationToken)).Select(k => new ListedServiceKey(k.Kid, Spell(k.Purpose), SecretBox.KeyIdOf(k.Blob), k.CreatedAt, k.RetiredAt))];

    /// <summary>Adds a key; replicas use it for what they make from a few seconds later on.</summary>
    /// <returns>Its kid; null where there is no such purpose.</returns>
    public async Task<string?> AddAsync(string purpose, CancellationToken cancellationToken)
    {
        if (!Purposes.Contains(purpose)) return null;

        var key = _wrapper.Make(Enum.GetValues<ServiceKeyPurpose>().Single(p => Spell(p) == purpose));
        await _store.AddAsync([key], cancellationToken);
        return key.Kid;
    }

    /// <summary>Retires a key: it makes nothing new, and what it made stays good.</summary>
    /// <returns>False where there is no such key in use, or no other for its purpose.</returns>
    public Task<bool> RetireAsync(string kid, CancellationToken cancellationToken) => _store.RetireAsync(kid, _time.GetUtcNow(), cancellationToken);

    private static string Spell(ServiceKeyPurpose purpose) => SnakeCase.Of($"{purpose}").Replace('_', '-');
}

/// <summary>What may be told of a service key.</summary>
/// <param name="Kid">Its public id.</param>
/// <param name="Purpose">What it is for.</param>
/// <param name="EncryptionKeyId">The encryption key it is wrapped under.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="RetiredAt">Since when it makes nothing new; null while in use.</param>
public sealed record ListedServiceKey(string Kid, string Purpose, string EncryptionKeyId, DateTimeOffset CreatedAt, DateTimeOffset? RetiredAt);
