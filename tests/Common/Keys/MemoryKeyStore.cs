using McpService.Infrastructure.Security.ServiceKeys;

namespace McpService.Common.Keys;

/// <summary>The table of service keys, in memory.</summary>
internal sealed class MemoryKeyStore : IServiceKeyStore
{
    public List<ServiceKey> Rows { get; } = [];

    public Task<IReadOnlyList<ServiceKey>> LoadAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<ServiceKey>>([.. Rows]);

    public Task AddAsync(IReadOnlyList<ServiceKey> keys, CancellationToken cancellationToken)
    {
        Rows.AddRange(keys);
        return Task.CompletedTask;
    }

    public Task<bool> RetireAsync(string kid, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var key = Rows.Find(r => r.Kid == kid && r.RetiredAt is null);
        if (key is null) return Task.FromResult(false);
        key.RetiredAt = at;
        return Task.FromResult(true);
    }
}
