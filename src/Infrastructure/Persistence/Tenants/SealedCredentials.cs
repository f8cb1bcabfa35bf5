using System.Runtime.CompilerServices;
using McpService.Infrastructure.Persistence.Database;
using McpService.Infrastructure.Security.Credentials;
using McpService.Infrastructure.Security.Encryption;

namespace McpService.Infrastructure.Persistence.Tenants;

/// <summary>The table of upstream credentials. A blob sealed anew is the same credential: its version stays, and so do sessions and tickets.</summary>
internal sealed class SealedCredentials(DatabaseProvider database) : ISealedTable
{
    private const int PageSize = 200;

    public string Name => "upstream credentials";

    public async IAsyncEnumerable<SealedRow> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var after = Guid.Empty;
        while (true)
        {
            var page = await PageAsync(after, cancellationToken);
            foreach (var (version, tenantRef, blob) in page) yield return new SealedRow(version, CredentialFormat.Subject(tenantRef), CredentialFormat.Field, blob, CredentialFormat.Revision(version));
            if (page.Count < PageSize) yield break;
            after = page[^1].Version;
        }
    }

    public async Task<bool> ReplaceAsync(SealedRow row, string blob, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var command = connection.Statement(
            "UPDATE upstream_credentials SET blob = @blob WHERE version = @version AND blob = @old", ("@blob", blob), ("@version", row.Id), ("@old", row.Blob));
        return await command.ExecuteNonQueryAsync(cancellationToken) > 0;
    }

    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await database.EraseTracesAsync(connection, cancellationToken);
    }

    private async Task<List<(Guid Version, Guid TenantRef, string Blob)>> PageAsync(Guid after, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var command = connection.Statement(
            $"SELECT version, tenant_ref, blob FROM upstream_credentials WHERE version > @after ORDER BY version LIMIT {PageSize}", ("@after", after));
        return await command.ReadAllAsync(row => (row.GetGuid(0), row.GetGuid(1), row.GetString(2)), cancellationToken);
    }
}
