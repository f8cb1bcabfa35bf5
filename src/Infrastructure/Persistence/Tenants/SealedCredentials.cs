using System.Runtime.CompilerServices;
using McpService.Infrastructure.Persistence.Database;
using McpService.Infrastructure.Persistence.Model;
using McpService.Infrastructure.Security.Credentials;
using McpService.Infrastructure.Security.Encryption;
using Microsoft.EntityFrameworkCore;

namespace McpService.Infrastructure.Persistence.Tenants;

/// <summary>The table of upstream credentials. A blob sealed anew is the same credential: its version stays, and so do sessions and tickets.</summary>
internal sealed class SealedCredentials(IDbContextFactory<GatewayDbContext> contexts, DatabaseProvider provider) : ISealedTable
{
    private const int PageSize = 200;

    public string Name => "upstream credentials";

    public async IAsyncEnumerable<SealedRow> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var after = Guid.Empty;
        while (true)
        {
            var page = await PageAsync(after, cancellationToken);
            foreach (var (version, tenantRef, blob) in page) yield return new SealedRow(version, CredentialFormat.Subject(tenantRef), CredentialFormat.Field, blob);
            if (page.Count < PageSize) yield break;
            after = page[^1].Version;
        }
    }

    public async Task<bool> ReplaceAsync(SealedRow row, string blob, CancellationToken cancellationToken)
    {
        var version = (Guid)row.Id;
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Credentials.Where(c => c.Version == version && c.Blob == row.Blob)
            .ExecuteUpdateAsync(set => set.SetProperty(c => c.Blob, blob), cancellationToken) > 0;
    }

    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await provider.EraseTracesAsync(db, cancellationToken);
    }

    private async Task<List<(Guid Version, Guid TenantRef, string Blob)>> PageAsync(Guid after, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await db.Credentials.Where(c => c.Version > after).OrderBy(c => c.Version).Take(PageSize)
            .Select(c => new { c.Version, c.TenantRef, c.Blob }).ToListAsync(cancellationToken);
        return rows.ConvertAll(r => (r.Version, r.TenantRef, r.Blob));
    }
}
