using McpService.Infrastructure.Persistence.Providers;
using McpService.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;

namespace McpService.Infrastructure.Persistence;

internal sealed class ServiceKeyStore(IDbContextFactory<GatewayDbContext> contexts, DatabaseProvider provider) : IServiceKeyStore
{
    public async Task<IReadOnlyList<ServiceKey>> LoadAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.ServiceKeys.AsNoTracking().OrderBy(k => k.CreatedAt).ThenBy(k => k.Kid).ToListAsync(cancellationToken);
    }

    public Task AddAsync(IReadOnlyList<ServiceKey> keys, CancellationToken cancellationToken) => ChangeAsync(
        async db =>
        {
            db.AddRange(keys);
            return await db.SaveChangesAsync(cancellationToken);
        },
        cancellationToken);

    // One statement: of two that retire the last two keys, PostgreSQL could still let both pass, which the next start would mend.
    public async Task<bool> RetireAsync(string kid, DateTimeOffset at, CancellationToken cancellationToken) =>
        await ChangeAsync(
            db => db.ServiceKeys
                .Where(k => k.Kid == kid && k.RetiredAt == null && db.ServiceKeys.Any(other => other.Purpose == k.Purpose && other.Kid != kid && other.RetiredAt == null))
                .ExecuteUpdateAsync(set => set.SetProperty(k => k.RetiredAt, at), cancellationToken),
            cancellationToken) > 0;

    private async Task<int> ChangeAsync(Func<GatewayDbContext, Task<int>> change, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var rows = await change(db);
        await provider.AnnounceAsync(db, Announcement.ServiceKeysChanged, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return rows;
    }
}
