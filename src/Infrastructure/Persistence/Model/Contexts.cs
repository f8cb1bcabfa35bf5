using McpService.Infrastructure.Persistence.Database;

namespace McpService.Infrastructure.Persistence.Model;

/// <summary>
/// Contexts of the configured database, pooled. EF Core is loaded with the first one (27 MiB, half a second): whoever holds this must not name its types
/// in a field or a constructor, so that a start and a call, which need none, do not load it.
/// </summary>
internal sealed class Contexts(DatabaseProvider database, IServiceProvider services)
{
    private readonly Lazy<ContextPool> _pool = new(() => ContextPool.Of(database, services));

    /// <summary>One from the pool, which takes it back when it is disposed of.</summary>
    public GatewayDbContext Create() => _pool.Value.Rent();
}
