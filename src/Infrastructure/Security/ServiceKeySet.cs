using System.Collections.Frozen;

namespace McpService.Infrastructure.Security;

/// <summary>The service keys as they were at one loading.</summary>
internal sealed class ServiceKeySet(IReadOnlyList<ServiceKey> rows, Func<ServiceKey, byte[]> unwrap)
{
    private readonly FrozenDictionary<(ServiceKeyPurpose Purpose, string Kid), byte[]> _byKid =
        rows.ToFrozenDictionary(row => (row.Purpose, row.Kid), unwrap);

    // The newest, the kid deciding between equals: replicas agree on it.
    private readonly FrozenDictionary<ServiceKeyPurpose, string> _current = rows
        .Where(row => row.RetiredAt is null)
        .GroupBy(row => row.Purpose)
        .ToFrozenDictionary(group => group.Key, group => group.OrderBy(row => row.CreatedAt).ThenBy(row => row.Kid, StringComparer.Ordinal).Last().Kid);

    /// <summary>Null where every key of the purpose is retired or none was made.</summary>
    public (string Kid, byte[] Key)? Current(ServiceKeyPurpose purpose) =>
        _current.TryGetValue(purpose, out var kid) ? (kid, _byKid[(purpose, kid)]) : null;

    public byte[]? Find(ServiceKeyPurpose purpose, string kid) => _byKid.GetValueOrDefault((purpose, kid));
}
