using McpService.Domain.Auditing;
using McpService.Infrastructure.Persistence.Database;
using Microsoft.Data.Sqlite;

namespace McpService.Infrastructure.Auditing;

/// <summary>One statement, prepared once and run for each row, in one transaction.</summary>
internal sealed class SqliteAuditTable(DatabaseProvider database) : IAuditTable
{
    private static readonly string Insert =
        $"INSERT INTO audit_entries ({AuditColumns.Names}) VALUES ({string.Join(", ", AuditColumns.All.Select(_ => "?"))}) ON CONFLICT DO NOTHING";

    // The driver waits for the disk on the thread that calls it: not one of the pool's, which has few and needs them for requests.
    public Task<int> InsertAsync(IReadOnlyList<AuditEntry> entries, CancellationToken cancellationToken) => Task.Factory.StartNew(
        () => InsertHereAsync(entries, cancellationToken), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();

    private async Task<int> InsertHereAsync(IReadOnlyList<AuditEntry> entries, CancellationToken cancellationToken)
    {
        await using var connection = (SqliteConnection)await database.OpenAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        using var statement = new SqliteStatement(connection, Insert);
        var values = new object?[AuditColumns.All.Count];
        var inserted = 0;
        foreach (var entry in entries)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (var i = 0; i < values.Length; i++) values[i] = Store(AuditColumns.All[i].ValueOf(entry));
            inserted += statement.Execute(values);
        }

        await transaction.CommitAsync(cancellationToken);
        return inserted;
    }

    private object? Store(object? value) => value is DateTimeOffset time ? database.Sql.Time(time) : value;
}
