using System.Data.Common;
using McpService.Domain.Auditing;
using McpService.Infrastructure.Persistence.Providers;

namespace McpService.Infrastructure.Auditing;

/// <summary>One statement, prepared once and run for each row, in one transaction.</summary>
internal sealed class SqliteAuditTable(DatabaseProvider database) : IAuditTable
{
    private static readonly string Insert =
        $"INSERT INTO audit_entries ({AuditColumns.Names}) VALUES ({Parameters()}) ON CONFLICT DO NOTHING";

    // The driver waits for the disk on the thread that calls it: not one of the pool's, which has few and needs them for requests.
    public Task<int> InsertAsync(IReadOnlyList<AuditEntry> entries, CancellationToken cancellationToken) => Task.Factory.StartNew(
        () => InsertHereAsync(entries, cancellationToken), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();

    private async Task<int> InsertHereAsync(IReadOnlyList<AuditEntry> entries, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var command = connection.Statement(Insert);
        command.Transaction = transaction;
        var parameters = AuditColumns.All.Select(column => Add(command, column.Name)).ToArray();
        var inserted = 0;
        foreach (var entry in entries)
        {
            for (var i = 0; i < parameters.Length; i++) parameters[i].Value = Store(AuditColumns.All[i].ValueOf(entry));
            inserted += await command.ExecuteNonQueryAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return inserted;
    }

    private static DbParameter Add(DbCommand command, string name)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = $"@{name}";
        command.Parameters.Add(parameter);
        return parameter;
    }

    private object Store(object? value) => value switch
    {
        null => DBNull.Value,
        DateTimeOffset time => database.Sql.Time(time),
        _ => value,
    };

    private static string Parameters() => string.Join(", ", AuditColumns.All.Select(column => $"@{column.Name}"));
}
