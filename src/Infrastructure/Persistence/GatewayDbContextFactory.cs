using Microsoft.EntityFrameworkCore;

namespace McpService.Infrastructure.Persistence;

/// <summary>Pooled contexts of the configured database, for whoever knows only the model.</summary>
internal sealed class GatewayDbContextFactory<T>(IDbContextFactory<T> pool) : IDbContextFactory<GatewayDbContext>
    where T : GatewayDbContext
{
    public GatewayDbContext CreateDbContext() => pool.CreateDbContext();
}
