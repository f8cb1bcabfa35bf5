using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace McpService.Infrastructure.Persistence.Model;

/// <summary>Pooled contexts of the configured database, for whoever knows only the model. The pool, and EF Core with it, is made with the first one.</summary>
internal sealed class GatewayDbContextFactory<T>(IServiceProvider provider) : IDbContextFactory<GatewayDbContext>
    where T : GatewayDbContext
{
    public GatewayDbContext CreateDbContext() => provider.GetRequiredService<IDbContextFactory<T>>().CreateDbContext();
}
