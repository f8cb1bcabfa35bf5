using McpService.Application.Auditing;
using McpService.Domain.Auditing;
using McpService.Domain.Tenants;
using McpService.Infrastructure.Security.ServiceKeys;
using McpService.Infrastructure.Text;
using Microsoft.EntityFrameworkCore;

namespace McpService.Infrastructure.Persistence.Model;

/// <summary>The model, the same for both databases. The contexts derived from it add what their database needs.</summary>
internal abstract class GatewayDbContext(DbContextOptions options) : DbContext(options)
{
    public DbSet<Tenant> Tenants => Set<Tenant>();

    public DbSet<ApiKey> ApiKeys => Set<ApiKey>();

    public DbSet<UpstreamCredential> Credentials => Set<UpstreamCredential>();

    public DbSet<ServiceKey> ServiceKeys => Set<ServiceKey>();

    public DbSet<AuditEntry> AuditEntries => Set<AuditEntry>();

    public override int SaveChanges(bool acceptAllChangesOnSuccess)
    {
        RefuseChangedAudit();
        return base.SaveChanges(acceptAllChangesOnSuccess);
    }

    public override Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        RefuseChangedAudit();
        return base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(GatewayDbContext).Assembly);
        SnakeCase.Apply(modelBuilder.Model);
    }

    /// <summary>The trail is insert-only; triggers say the same to whoever comes past this.</summary>
    private void RefuseChangedAudit()
    {
        if (ChangeTracker.Entries<AuditEntry>().Any(e => e.State is EntityState.Modified or EntityState.Deleted))
            throw new InvalidOperationException("Rows of the audit trail are inserted and never changed.");
    }
}
