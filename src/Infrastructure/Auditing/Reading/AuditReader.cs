using System.Data.Common;
using McpService.Application.Auditing.ListAudit;
using McpService.Application.Errors;
using McpService.Infrastructure.Auditing.Rows;
using McpService.Infrastructure.Persistence.Database;

namespace McpService.Infrastructure.Auditing.Reading;

/// <summary>Reads backwards along the primary key, or along a tenant's: the trail first, then the rows from before the chain.</summary>
internal sealed class AuditReader(DatabaseProvider database, DatabaseGate gate, WrittenReader written) : IAuditReader
{
    /// <summary>Rows that one request looks at.</summary>
    public const int MaxScanned = 20_000;

    public Task<AuditRows> ReadAsync(AuditSearch search, Guid? before, int limit, CancellationToken cancellationToken) =>
        gate.RunAsync(ct => ReadHereAsync(search, before, limit, ct), cancellationToken);

    public Task<WrittenRows> ReadWrittenAsync(AuditPlace? place, int limit, CancellationToken cancellationToken) =>
        gate.RunAsync(ct => written.ReadAsync(place, limit, ct), cancellationToken);

    private async Task<AuditRows> ReadHereAsync(AuditSearch search, Guid? before, int limit, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var snapshot = await database.BeginSnapshotAsync(connection, cancellationToken);
        var tenantRef = search.TenantRef;
        if (search.TenantId is { } tenantId)
        {
            tenantRef = await TenantOfAsync(snapshot, tenantId, cancellationToken);
            if (tenantRef is null) return new AuditRows([], null);
        }

        var rows = new List<AuditRecord>(limit);
        foreach (var table in new[] { AuditTable.Chained, AuditTable.Old })
        {
            var conditions = new AuditConditions(search, tenantRef, before, table.IsOld);
            rows.AddRange(await PageAsync(snapshot, table, conditions, limit + 1 - rows.Count, cancellationToken));
            if (rows.Count > limit) return new AuditRows(rows[..limit], rows[limit - 1].Entry.Id);

            // What was not found among so many may lie further back: the next request looks there.
            if (conditions.HasFilters && await LastScannedAsync(snapshot, table, conditions, cancellationToken) is { } last) return new AuditRows(rows, last);
        }

        return new AuditRows(rows, null);
    }

    /// <summary>One page: at most so many rows of the newest <see cref="MaxScanned"/>.</summary>
    public static string PageQuery(AuditTable table, AuditConditions conditions, int limit) =>
        $"""
        SELECT {table.Columns}, t.tenant_id
        FROM (SELECT * FROM {table.Name} WHERE {conditions.Ranges} ORDER BY id DESC LIMIT {MaxScanned}) AS e
        LEFT JOIN tenants AS t ON t.id = e.tenant_ref
        WHERE {table.Qualify(conditions.Filters)} ORDER BY e.id DESC LIMIT {limit}
        """;

    private async Task<List<AuditRecord>> PageAsync(DbTransaction snapshot, AuditTable table, AuditConditions conditions, int limit, CancellationToken cancellationToken)
    {
        await using var command = Statement(snapshot, database.Sql.AlongAKey + PageQuery(table, conditions, limit), conditions.Values);
        return await command.ReadAllAsync(table.Read, cancellationToken);
    }

    /// <summary>The last row that a page looked at; null where that was the end of the table.</summary>
    private async Task<Guid?> LastScannedAsync(DbTransaction snapshot, AuditTable table, AuditConditions conditions, CancellationToken cancellationToken)
    {
        await using var command = Statement(
            snapshot, $"{database.Sql.AlongAKey}SELECT id FROM {table.Name} WHERE {conditions.Ranges} ORDER BY id DESC LIMIT 1 OFFSET {MaxScanned - 1}", conditions.Values);
        var found = await command.ReadAllAsync(row => row.GetGuid(0), cancellationToken);
        return found is [var last] ? last : null;
    }

    private static async Task<Guid?> TenantOfAsync(DbTransaction snapshot, string tenantId, CancellationToken cancellationToken)
    {
        await using var command = Statement(snapshot, "SELECT id FROM tenants WHERE tenant_id = @id", ("@id", tenantId));
        var found = await command.ReadAllAsync(row => row.GetGuid(0), cancellationToken);
        return found is [var id] ? id : null;
    }

    private static DbCommand Statement(DbTransaction snapshot, string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        var command = snapshot.Connection!.Statement(sql, parameters);
        command.Transaction = snapshot;
        return command;
    }
}
