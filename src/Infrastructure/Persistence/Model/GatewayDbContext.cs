using McpService.Domain.Tenants;
using McpService.Infrastructure.Persistence.Database;
using McpService.Infrastructure.Security.ServiceKeys;
using McpService.Infrastructure.Text;
using Microsoft.EntityFrameworkCore;

namespace McpService.Infrastructure.Persistence.Model;

/// <summary>The aggregate of a tenant and the service keys, the same for both databases. The trail has tables that the migrations make by hand. The contexts derived from it add what their database needs.</summary>
internal abstract class GatewayDbContext(DbContextOptions options) : DbContext(options)
{
    public DbSet<Tenant> Tenants => Set<Tenant>();

    public DbSet<ApiKey> ApiKeys => Set<ApiKey>();

    public DbSet<UpstreamCredential> Credentials => Set<UpstreamCredential>();

    public DbSet<ServiceKey> ServiceKeys => Set<ServiceKey>();

    /// <summary>Counts how long the request waits for the database; null where nothing limits it.</summary>
    public DatabaseTime? Time { get; set; }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(GatewayDbContext).Assembly);
        SnakeCase.Apply(modelBuilder.Model);
    }
}
