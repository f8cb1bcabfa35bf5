using McpService.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;

namespace McpService.Infrastructure.Persistence;

internal sealed class ServiceKeyStore(IDbContextFactory<GatewayDbContext> contexts) : IServiceKeyStore
{
    public async Task<IReadOnlyList<ServiceKey>> LoadAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.ServiceKeys.AsNoTracking().OrderBy(k => k.CreatedAt).ThenBy(k => k.Kid).ToListAsync(cancellationToken);
    }

    public async Task AddAsync(IReadOnlyList<ServiceKey> keys, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        db.AddRange(keys);
        await db.SaveChangesAsync(cancellationToken);
    }
}
