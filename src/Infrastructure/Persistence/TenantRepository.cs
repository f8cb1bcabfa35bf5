using McpService.Application.Abstractions;
using McpService.Domain;
using McpService.Domain.Auditing;
using McpService.Domain.Tenants;
using McpService.Infrastructure.Persistence.Configurations;
using McpService.Infrastructure.Persistence.Providers;
using Microsoft.EntityFrameworkCore;

namespace McpService.Infrastructure.Persistence;

internal sealed class TenantRepository(
    DatabaseSession database, TenantChanges changes, DatabaseProvider provider, ICallContext context, InstanceId instance, TimeProvider time)
    : ITenantRepository
{
    public async Task<Tenant?> FindAsync(string tenantId, CancellationToken cancellationToken)
    {
        // What cannot be an id is not asked for: PostgreSQL takes no NUL and no half character, and would call it an error.
        if (!tenantId.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')) return null;

        return await database.RunAsync(
            (db, ct) => db.Tenants.Include(t => t.ApiKeys).Include(t => t.Credential)
                .SingleOrDefaultAsync(t => t.TenantId == tenantId && t.Status != TenantStatus.Deleted, ct),
            cancellationToken);
    }

    public async Task<IReadOnlyList<Tenant>> ListAsync(TenantPage page, CancellationToken cancellationToken) =>
        await database.RunAsync((db, ct) => Rows(db, page).ToListAsync(ct), cancellationToken);

    public async Task SaveAsync(Tenant tenant, AuditAction action, CancellationToken cancellationToken)
    {
        try
        {
            await database.RunAsync((db, ct) => SaveAsync(db, tenant, action, ct), cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            throw new ConflictException("tenant_changed", "Somebody else changed the tenant at the same time. Read it again and repeat the change.");
        }
        finally
        {
            // Also after a failure: a commit whose answer was lost may still have happened.
            changes.Add(tenant.Id);
        }
    }

    private static IQueryable<Tenant> Rows(GatewayDbContext db, TenantPage page)
    {
        var rows = db.Tenants.AsNoTracking().Include(t => t.Credential).AsQueryable();
        rows = page.Status is { } status ? rows.Where(t => t.Status == status) : rows.Where(t => t.Status != TenantStatus.Deleted);
        if (page.Before is { } before) rows = rows.Where(t => t.Id < before);
        if (page.Search is { Length: > 0 } search)
        {
            var pattern = TenantSearch.PatternOf(search);
            rows = rows.Where(t => EF.Functions.Like(EF.Property<string>(t, TenantConfiguration.SearchText), pattern, TenantSearch.Escape));
        }

        return rows.OrderByDescending(t => t.Id).Take(page.Limit + 1);
    }

    private async Task<int> SaveAsync(GatewayDbContext db, Tenant tenant, AuditAction action, CancellationToken cancellationToken)
    {
        var entry = db.Entry(tenant);
        if (entry.State == EntityState.Detached) db.Add(tenant);
        entry.Property(TenantConfiguration.SearchText).CurrentValue = TenantSearch.TextOf(tenant);
        db.Add(Audit(tenant, action));

        // Told with the commit: not before it, and not without it.
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var rows = await db.SaveChangesAsync(cancellationToken);
        await provider.AnnounceAsync(db, Announcement.TenantChanged(tenant.Id), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return rows;
    }

    private AuditEntry Audit(Tenant tenant, AuditAction action)
    {
        var now = time.GetUtcNow();
        return new AuditEntry
        {
            Id = Guid.CreateVersion7(now),
            CallId = Guid.CreateVersion7(now),
            Stage = AuditStage.Outcome,
            At = now,
            TenantRef = tenant.Id,
            Actor = context.Caller.Kind,
            ActorKeyId = context.Caller.KeyId,
            RemoteAddress = context.RemoteAddress,
            Action = action,
            Outcome = AuditOutcome.Success,
            RequestId = context.RequestId,
            InstanceId = instance.Value,
        };
    }
}
