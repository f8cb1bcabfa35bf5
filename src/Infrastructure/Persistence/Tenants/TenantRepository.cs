using System.Data.Common;
using System.Runtime.CompilerServices;
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
            isErased = database.Holds(tenant)
                ? await ChangeAsync(tenant, commit, cancellationToken)
                : await gate.RunAsync(ct => AddAsync(tenant, commit, ct), cancellationToken);
        }
        catch (Exception) when (!commit.TryGiveUp())
        {
            throw UnavailableException.Unknown();
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

    /// <returns>False: nothing was there that could be destroyed.</returns>
    private async Task<bool> AddAsync(Tenant tenant, CommitPoint commit, CancellationToken cancellationToken)
    {
        await using var change = await trail.BeginAsync(cancellationToken);
        await using var connection = await provider.OpenAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await new NewTenant(tenant, provider.Sql).InsertAsync(transaction, cancellationToken);
        await CommitAsync(transaction, tenant, change, commit, cancellationToken);
        return false;
    }

    // Apart, since a method that names a type of EF Core loads it: a new tenant needs none of it.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private Task<bool> ChangeAsync(Tenant tenant, CommitPoint commit, CancellationToken cancellationToken) =>
        database.RunAsync((db, ct) => ChangeAsync(db, tenant, commit, ct), cancellationToken);

    /// <returns>True where a credential was destroyed.</returns>
    private async Task<bool> ChangeAsync(GatewayDbContext db, Tenant tenant, CommitPoint commit, CancellationToken cancellationToken)
    {
        db.Entry(tenant).Property(TenantConfiguration.SearchText).CurrentValue = TenantSearch.TextOf(tenant);
        var isErased = db.ChangeTracker.Entries<UpstreamCredential>().Any(c => c.State == EntityState.Deleted);

        await using var change = await trail.BeginAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            throw ConflictException.TenantChanged();
        }

        await CommitAsync(transaction.GetDbTransaction(), tenant, change, commit, cancellationToken);
        return isErased;
    }

    /// <summary>What belongs to every change: it is told with the commit, not before it, and not without it.</summary>
    private async Task CommitAsync(DbTransaction transaction, Tenant tenant, IAuditedChange change, CommitPoint commit, CancellationToken cancellationToken)
    {
        await provider.AnnounceAsync(transaction.Connection!, Announcement.TenantChanged(tenant.Id), cancellationToken);
        if (act.RecordOf(tenant.Id) is { } record) await answers.AddAsync(transaction, record, cancellationToken);
        if (tenant.Status == TenantStatus.Deleted) await IdempotencyTable.ForgetAsync(transaction, tenant.Id, cancellationToken);
        await change.WriteAsync(transaction, [entries.Change(tenant.Id)], cancellationToken);
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
