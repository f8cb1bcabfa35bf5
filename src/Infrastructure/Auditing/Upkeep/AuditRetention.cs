using System.Data.Common;
using McpService.Infrastructure.Auditing.Chain;
using McpService.Infrastructure.Auditing.Rows;
using McpService.Infrastructure.Auditing.Usage;
using McpService.Infrastructure.Auditing.Writing;
using McpService.Infrastructure.Persistence.Database;
using McpService.Infrastructure.Security.ServiceKeys;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace McpService.Infrastructure.Auditing.Upkeep;

/// <summary>
/// Deletes what is older than the operator wants to keep: whole batches from the old end of each chain, which then begins at a signed anchor.
/// Few at a time, so that no lock is held for long.
/// </summary>
internal sealed partial class AuditRetention(
    DatabaseProvider database, ServiceKeyRing keys, UsageRollup rollup, IOptions<AuditOptions> options, TimeProvider time, ILogger<AuditRetention> logger) : IDisposable
{
    private const int BatchesAtOnce = 500;
    private const int IdsInStatement = 1_000;
    private const int OldRowsAtOnce = 2_000;

    private readonly ChainMac _mac = new();
    private readonly SemaphoreSlim _turn = new(1);

    public void Dispose() => _turn.Dispose();

    /// <summary>What is due; nothing where the database does not let this role delete.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (await MayDeleteAsync(cancellationToken)) await DeleteAsync(cancellationToken);
    }

    /// <summary>Says so where somebody else has to do it.</summary>
    public async Task TellWhetherItMayAsync(CancellationToken cancellationToken)
    {
        if (!await MayDeleteAsync(cancellationToken)) MayNotDelete();
    }

    /// <summary>What is due.</summary>
    /// <returns>Entries deleted.</returns>
    public async Task<long> DeleteAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            var end = time.GetUtcNow() - TimeSpan.FromDays(options.Value.RetentionDays);
            var total = await DeleteOldRowsAsync(end, cancellationToken);
            foreach (var writer in await WritersAsync(cancellationToken))
            {
                long deleted;
                while ((deleted = await DeleteBatchesAsync(writer, BatchSealer.MicrosecondsOf(end), cancellationToken)) >= 0) total += deleted;
            }

            await rollup.RunAsync(TimeSpan.FromDays(options.Value.UsageRetentionDays), cancellationToken);
            if (total > 0) Deleted(total);
            return total;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Whether the database lets this role delete from the trail.</summary>
    private async Task<bool> MayDeleteAsync(CancellationToken cancellationToken)
    {
        if (database is not PostgresProvider) return true;

        await using var connection = await database.OpenAsync(cancellationToken);
        await using var command = connection.Statement("SELECT has_table_privilege('audit_entries', 'DELETE') AND has_table_privilege('audit_batches', 'DELETE')");
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private async Task<List<long>> WritersAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var command = connection.Statement("SELECT id FROM audit_writers ORDER BY id");
        return await command.ReadAllAsync(row => row.GetInt64(0), cancellationToken);
    }

    /// <summary>The oldest batches of a chain, at most so many. One that still holds an open intent stays, and so does the last one of a chain that goes on.</summary>
    /// <returns>Entries deleted; less than 0 where no batch is due.</returns>
    private async Task<long> DeleteBatchesAsync(long writer, long end, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var select = InTransaction(
            transaction,
            $"""
            SELECT sequence, entry_ids, mac, at FROM audit_batches WHERE writer = @writer AND sequence < (
                SELECT CASE WHEN w.closed IS NULL THEN b.open_from ELSE b.sequence + 1 END
                FROM audit_batches AS b JOIN audit_writers AS w ON w.id = b.writer WHERE b.writer = @writer ORDER BY b.sequence DESC LIMIT 1)
            ORDER BY sequence LIMIT {BatchesAtOnce}
            """,
            ("@writer", writer));
        var oldest = await select.ReadAllAsync(
            row => (Sequence: row.GetInt64(0), Ids: TrailSql.BytesOrNull(row, 1), Mac: row.GetFieldValue<byte[]>(2), At: row.GetInt64(3)), cancellationToken);

        // From the end on, whatever the clock did meanwhile.
        var due = oldest.TakeWhile(b => b.At < end).ToList();
        if (due.Count == 0) return -1;

        var deleted = 0L;
        foreach (var ids in due.Where(b => b.Ids is not null).SelectMany(b => IdList.Read(b.Ids)).Chunk(IdsInStatement))
        {
            await using var entries = InTransaction(transaction, $"DELETE FROM audit_entries WHERE {database.Sql.IsOneOf("id", "@ids")}", ("@ids", database.Sql.List(ids)));
            deleted += await entries.ExecuteNonQueryAsync(cancellationToken);
        }

        var last = due[^1];
        await using var batches = InTransaction(
            transaction, "DELETE FROM audit_batches WHERE writer = @writer AND sequence <= @last", ("@writer", writer), ("@last", last.Sequence));
        await batches.ExecuteNonQueryAsync(cancellationToken);
        await AnchorAsync(transaction, writer, last.Sequence + 1, last.Mac, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return deleted;
    }

    private async Task AnchorAsync(DbTransaction transaction, long writer, long keptFrom, byte[] keptMac, CancellationToken cancellationToken)
    {
        var (keyId, key) = keys.Current(ServiceKeyPurpose.AuditChain);
        await using var command = InTransaction(
            transaction,
            "UPDATE audit_writers SET kept_from = @from, kept_mac = @mac, anchor = @anchor, anchor_key_id = @key WHERE id = @writer",
            ("@from", keptFrom),
            ("@mac", keptMac),
            ("@anchor", _mac.OfAnchor(writer, keptFrom, keptMac, key)),
            ("@key", keyId),
            ("@writer", writer));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Rows from before the chain.</summary>
    private async Task<long> DeleteOldRowsAsync(DateTimeOffset end, CancellationToken cancellationToken)
    {
        long total = 0, deleted;
        do
        {
            await using var connection = await database.OpenAsync(cancellationToken);
            await using var command = connection.Statement(
                $"DELETE FROM audit_entries_before_chain WHERE id IN (SELECT id FROM audit_entries_before_chain WHERE id < @end ORDER BY id LIMIT {OldRowsAtOnce})",
                ("@end", Domain.Auditing.TimeOrderedId.First(end)));
            total += deleted = await command.ExecuteNonQueryAsync(cancellationToken);
        }
        while (deleted == OldRowsAtOnce);

        return total;
    }

    private static DbCommand InTransaction(DbTransaction transaction, string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        var command = transaction.Connection!.Statement(sql, parameters);
        command.Transaction = transaction;
        return command;
    }

    [LoggerMessage(2132, LogLevel.Information, "Deleted {Count} audit entries past their retention.")]
    private partial void Deleted(long count);

    [LoggerMessage(2134, LogLevel.Information, "The database does not let this role delete from the audit trail, so this service does not: run `-- audit retain` under a role that may.")]
    private partial void MayNotDelete();
}
