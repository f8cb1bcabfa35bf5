using System.Data.Common;
using McpService.Application.Auditing;
using McpService.Application.Errors;
using McpService.Application.Idempotency;
using McpService.Application.Tenants;
using McpService.Domain;
using McpService.Domain.Tenants;
using McpService.Infrastructure.Persistence.Database;
using McpService.Infrastructure.Persistence.Idempotency;
using McpService.Infrastructure.Persistence.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace McpService.Infrastructure.Persistence.Tenants;

internal sealed class TenantRepository(
    DatabaseSession database, DatabaseGate gate, TenantChangeFeed changes, DatabaseProvider provider, IAuditedChanges trail, AuditEntries entries, IdempotentAct act,
    IdempotencyTable answers)
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

    public async Task SaveAsync(Tenant tenant, CancellationToken cancellationToken)
    {
        bool isErased;
        var commit = new CommitPoint();
        try
        {
            isErased = await database.RunAsync((db, ct) => SaveAsync(db, tenant, commit, ct), cancellationToken);
        }
        catch (Exception) when (!commit.TryGiveUp())
        {
            throw UnavailableException.Unknown();
        }
        catch (DbUpdateConcurrencyException)
        {
            throw ConflictException.TenantChanged();
        }
        finally
        {
            // Also after a failure: a commit whose answer was lost may still have happened.
            changes.Add(tenant.Id);
        }

        if (isErased) await EraseTracesAsync();
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

    /// <returns>True where a credential was destroyed.</returns>
    private async Task<bool> SaveAsync(GatewayDbContext db, Tenant tenant, CommitPoint commit, CancellationToken cancellationToken)
    {
        var entry = db.Entry(tenant);
        if (entry.State == EntityState.Detached) db.Add(tenant);
        entry.Property(TenantConfiguration.SearchText).CurrentValue = TenantSearch.TextOf(tenant);
        var isErased = db.ChangeTracker.Entries<UpstreamCredential>().Any(c => c.State == EntityState.Deleted);

        // Told with the commit: not before it, and not without it.
        await using var change = await trail.BeginAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await provider.AnnounceAsync(db.Database.GetDbConnection(), Announcement.TenantChanged(tenant.Id), cancellationToken);
        if (act.RecordOf(tenant.Id) is { } record) await answers.AddAsync(transaction.GetDbTransaction(), record, cancellationToken);
        if (tenant.Status == TenantStatus.Deleted) await IdempotencyTable.ForgetAsync(transaction.GetDbTransaction(), tenant.Id, cancellationToken);
        await change.WriteAsync(transaction.GetDbTransaction(), [entries.Change(tenant.Id)], cancellationToken);
        commit.Reach();
        try
        {
            await transaction.CommitAsync(cancellationToken);
        }
        catch (DbException failure) when (DatabaseFailure.IsRefusal(failure))
        {
            commit.Refuse();
            throw;
        }

        change.Committed();
        return isErased;
    }

    /// <summary>
    /// What a credential leaves in the files of the database. The change itself is committed, and stays so whatever becomes of this, or of who waits for it.
    /// </summary>
    private async Task EraseTracesAsync()
    {
        try
        {
            await gate.RunAsync(
                async ct =>
                {
                    await using var connection = await provider.OpenAsync(ct);
                    await provider.EraseTracesAsync(connection, ct);
                    return true;
                },
                CancellationToken.None);
        }
        catch (UnavailableException)
        {
            // The database erases them itself before long; the gate told the log.
        }
    }
}
