using System.Collections.Concurrent;

namespace McpService.Infrastructure.Mcp.Sessions;

/// <summary>Keeps one of what is the same for many tenants, so that each costs a reference only.</summary>
/// <param name="equality">When two are the same.</param>
internal sealed class AlikeValues<T>(IEqualityComparer<T> equality)
    where T : notnull
{
    /// <summary>Beyond, all are forgotten here; who has one keeps it.</summary>
    private const int Max = 1_000;

    private readonly ConcurrentDictionary<T, T> _kept = new(equality);

    public T Of(T value)
    {
        if (_kept.TryGetValue(value, out var kept)) return kept;
        if (_kept.Count >= Max) _kept.Clear();
        return _kept.GetOrAdd(value, value);
    }
}
