using McpService.Domain.Auditing;
using McpService.Domain.Tenants;
using McpService.Infrastructure.Persistence.Configurations;
using Microsoft.EntityFrameworkCore;

namespace McpService.Infrastructure.Persistence;

/// <summary>
/// Goes once through what the first requests will need, so that they do not pay for building the model and compiling code, which on a
/// busy machine takes longer than a request may wait for the database. Leaves nothing behind.
/// </summary>
internal sealed class DatabaseWarmUp(IDbContextFactory<GatewayDbContext> contexts, TimeProvider time)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var tenant = MakeTenant();
        db.Add(tenant).Property(TenantConfiguration.SearchText).CurrentValue = TenantSearch.TextOf(tenant);
        db.Add(MakeEntry());
        await db.SaveChangesAsync(cancellationToken);
        await transaction.RollbackAsync(cancellationToken);
    }

    private Tenant MakeTenant()
    {
        var now = time.GetUtcNow();
        var tenant = new Tenant(Guid.CreateVersion7(now), "warm-up", "warm-up", now);
        tenant.AddApiKey(Guid.CreateVersion7(now), new NewApiKey(tenant.TenantId, new byte[32], "warm-up"), now);
        tenant.ReplaceCredential(new UpstreamCredential(tenant.Id, Guid.CreateVersion7(now), CredentialKind.Token, "warm-up", "warm-up", null, now), now);
        return tenant;
    }

    private AuditEntry MakeEntry()
    {
        var now = time.GetUtcNow();
        return new AuditEntry
        {
            Id = Guid.CreateVersion7(now),
            CallId = Guid.CreateVersion7(now),
            Stage = AuditStage.Outcome,
            At = now,
            Actor = AuditActor.Gateway,
            Action = AuditAction.TenantCreate,
            RequestId = "warm-up",
            InstanceId = "warm-up",
        };
    }
}
