namespace McpService.Infrastructure.Security;

/// <summary>The service keys as they were at one loading.</summary>
internal sealed class ServiceKeySet(IReadOnlyList<ServiceKey> rows, Func<ServiceKey, byte[]> unwrap, Func<ServiceKey, bool> isSettled)
{
    private readonly Dictionary<(ServiceKeyPurpose Purpose, string Kid), byte[]> _byKid =
        rows.ToDictionary(row => (row.Purpose, row.Kid), unwrap);

    // The newest that every replica has seen, the kid deciding between equals: replicas agree on it.
    private readonly Dictionary<ServiceKeyPurpose, string> _current = rows
        .Where(row => row.RetiredAt is null)
        .GroupBy(row => row.Purpose)
        .ToDictionary(
            group => group.Key,
            group => group.OrderBy(isSettled).ThenBy(row => row.CreatedAt).ThenBy(row => row.Kid, StringComparer.Ordinal).Last().Kid);

    /// <summary>Null where every key of the purpose is retired or none was made.</summary>
    public (string Kid, byte[] Key)? Current(ServiceKeyPurpose purpose) =>
        _current.TryGetValue(purpose, out var kid) ? (kid, _byKid[(purpose, kid)]) : null;

    public byte[]? Find(ServiceKeyPurpose purpose, string kid) => _byKid.GetValueOrDefault((purpose, kid));

    /// <summary>Nothing was added, retired or wrapped anew since.</summary>
    public bool IsOf(IReadOnlyList<ServiceKey> others) => rows.Select(Mark).ToHashSet().SetEquals(others.Select(Mark));

    private static (string, string, DateTimeOffset?) Mark(ServiceKey row) => (row.Kid, row.Blob, row.RetiredAt);
}
