using System.Runtime.CompilerServices;
using McpService.Infrastructure.Persistence.Database;
using McpService.Infrastructure.Persistence.Model;
using McpService.Infrastructure.Security.Encryption;
using McpService.Infrastructure.Security.ServiceKeys;
using Microsoft.EntityFrameworkCore;

namespace McpService.Infrastructure.Persistence.ServiceKeys;

/// <summary>The table of service keys: the keys stay, what wraps them changes.</summary>
internal sealed class SealedServiceKeys(IDbContextFactory<GatewayDbContext> contexts, IServiceKeyStore keys, DatabaseProvider provider) : ISealedTable
{
    public string Name => "service keys";

    public async IAsyncEnumerable<SealedRow> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var key in await keys.LoadAsync(cancellationToken))
            yield return new SealedRow(key.Kid, ServiceKeyWrapper.Subject, ServiceKeyWrapper.Field(key.Kid, key.Purpose), key.Blob);
    }

    public async Task<bool> ReplaceAsync(SealedRow row, string blob, CancellationToken cancellationToken)
    {
        var kid = (string)row.Id;
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.ServiceKeys.Where(k => k.Kid == kid && k.Blob == row.Blob)
            .ExecuteUpdateAsync(set => set.SetProperty(k => k.Blob, blob), cancellationToken) > 0;
    }

    /// <summary>A replica that lacks the new key should say so now, and not when it is started next.</summary>
    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await db.Database.OpenConnectionAsync(cancellationToken);
        await provider.AnnounceAsync(db.Database.GetDbConnection(), Announcement.ServiceKeysChanged, cancellationToken);
        await provider.EraseTracesAsync(db, cancellationToken);
    }
}
