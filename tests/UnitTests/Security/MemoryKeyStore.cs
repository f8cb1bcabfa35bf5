using McpService.Infrastructure.Security;

namespace McpService.UnitTests.Security;

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
}
