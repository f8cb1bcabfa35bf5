namespace McpService.Infrastructure.Security.ServiceKeys;

/// <summary>The service keys as they were at one loading.</summary>
internal sealed class ServiceKeySet(IReadOnlyList<ServiceKey> rows, Func<ServiceKey, byte[]> unwrap, Func<ServiceKey, bool> isSettled)
{
    private readonly Dictionary<string, Unwrapped> _byKid = rows.ToDictionary(row => row.Kid, row => new Unwrapped(row, unwrap(row)));

    // The newest that every replica has seen, the kid deciding between equals: replicas agree on it.
    private readonly string?[] _current = [.. Enum.GetValues<ServiceKeyPurpose>().Select(purpose => rows
        .Where(row => row.Purpose == purpose && row.RetiredAt is null)
        .OrderBy(isSettled).ThenBy(row => row.CreatedAt).ThenBy(row => row.Kid, StringComparer.Ordinal).LastOrDefault()?.Kid)];

    /// <summary>Null where every key of the purpose is retired or none was made.</summary>
    public (string Kid, byte[] Key)? Current(ServiceKeyPurpose purpose) =>
        _current[(int)purpose] is { } kid ? (kid, _byKid[kid].Key) : null;

    public byte[]? Find(ServiceKeyPurpose purpose, string kid) =>
        _byKid.TryGetValue(kid, out var found) && found.Row.Purpose == purpose ? found.Key : null;

    /// <summary>Nothing was added, retired or wrapped anew since.</summary>
    public bool IsOf(IReadOnlyList<ServiceKey> others) => rows.Select(Mark).ToHashSet().SetEquals(others.Select(Mark));

    private static (string, string, DateTimeOffset?) Mark(ServiceKey row) => (row.Kid, row.Blob, row.RetiredAt);

    private sealed record Unwrapped(ServiceKey Row, byte[] Key);
}
