using McpService.Domain.Auditing;
using McpService.Infrastructure.Persistence.Database;

namespace McpService.Infrastructure.Auditing;

/// <summary>One statement for any number of rows: an array for each column.</summary>
internal sealed class PostgresAuditTable(DatabaseProvider database) : IAuditTable
{
    private static readonly string Insert =
        $"INSERT INTO audit_entries ({AuditColumns.Names}) SELECT * FROM unnest({Parameters()}) ON CONFLICT DO NOTHING";

    public async Task<int> InsertAsync(IReadOnlyList<AuditEntry> entries, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var command = connection.Statement(Insert);
        foreach (var column in AuditColumns.All) command.Parameters.Add(column.ArrayOf(entries));
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static string Parameters() => string.Join(", ", AuditColumns.All.Select((column, i) => $"${i + 1}::{column.Type}[]"));
}
