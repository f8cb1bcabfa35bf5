using System.Data.Common;
using McpService.Domain.Auditing;
using McpService.Infrastructure.Auditing.Chain;
using McpService.Infrastructure.Auditing.Rows;
using McpService.Infrastructure.Auditing.Usage;
using McpService.Infrastructure.Persistence.Database;
using Microsoft.Extensions.Logging;

namespace McpService.Infrastructure.Auditing.Writing;

/// <summary>
/// Closes writers that are gone. What became of the calls they left open is unknown, and the trail says so; what they had counted and not
/// added is counted from the trail. One transaction for each, and one winner among those who try.
/// </summary>
internal sealed partial class DeadWriters(DatabaseProvider database, ChangeTrail changes, ILogger<DeadWriters> logger)
{
    /// <summary>Code of calls nobody saw the end of.</summary>
    public const string Orphaned = "orphaned";

    /// <summary>A writer that was not seen for so long is gone. Ten times the interval at which it is renewed, and more.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromSeconds(60);

    private const int IdsInStatement = 500;

    private readonly string _silent = $"closed IS NULL AND last_seen < {database.Sql.Now} - @silence";

    /// <summary>Closes those that have been silent for long.</summary>
    public Task CloseSilentAsync(CancellationToken cancellationToken) => CloseAsync(Silence, cancellationToken);

    /// <summary>Closes all that there are: nobody else can be writing.</summary>
    public Task CloseAllAsync(CancellationToken cancellationToken) => CloseAsync(TimeSpan.FromDays(-1), cancellationToken);

    private async Task CloseAsync(TimeSpan silence, CancellationToken cancellationToken)
    {
        foreach (var writer in await FindAsync(silence, cancellationToken)) await CloseAsync(writer, silence, cancellationToken);
    }

    private async Task<List<long>> FindAsync(TimeSpan silence, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var command = connection.Statement($"SELECT id FROM audit_writers WHERE {_silent} ORDER BY id", ("@silence", Microseconds(silence)));
        return await command.ReadAllAsync(row => row.GetInt64(0), cancellationToken);
    }

    private async Task CloseAsync(long writer, TimeSpan silence, CancellationToken cancellationToken)
    {
        await using var change = await changes.BeginAsync(cancellationToken);
        if (writer == changes.Head!.Writer) return; // it was slow, and is writing

        await using var connection = await database.OpenAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (var close = InTransaction(
            transaction,
            $"UPDATE audit_writers SET closed = {database.Sql.Now}, closed_by = @me WHERE id = @id AND {_silent}",
            ("@me", changes.Head.Writer),
            ("@id", writer),
            ("@silence", Microseconds(silence))))
        {
            if (await close.ExecuteNonQueryAsync(cancellationToken) == 0) return;
        }

        var open = await OpenCallsAsync(transaction, writer, cancellationToken);
        foreach (var call in open) call.Conclude(AuditOutcome.Unknown, Orphaned, duration: null);
        await CountRestAsync(transaction, writer, cancellationToken);
        if (open.Count > 0)
        {
            await change.WriteAsync(transaction, open, cancellationToken);
            var counter = new UsageCounter();
            counter.Add(open, 0);
            await UsageTable.AddAsync(transaction, changes.Head.Writer, counter.Take(), cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        change.Committed();
        Closed(writer, open.Count);
    }

    /// <summary>The calls that began and have no entry, whoever wrote it.</summary>
    private async Task<List<AuditEntry>> OpenCallsAsync(DbTransaction transaction, long writer, CancellationToken cancellationToken)
    {
        await using var command = InTransaction(
            transaction,
            """
            SELECT intents FROM audit_batches WHERE writer = @id AND intents IS NOT NULL
                AND sequence >= (SELECT open_from FROM audit_batches WHERE writer = @id ORDER BY sequence DESC LIMIT 1)
            """,
            ("@id", writer));
        var batches = await command.ReadAllAsync(row => Intents.Read(row.GetFieldValue<byte[]>(0)), cancellationToken);
        var begun = batches.SelectMany(b => b).DistinctBy(e => e.Id).ToList();
        var ended = new HashSet<Guid>();
        foreach (var ids in begun.Select(e => e.Id).Chunk(IdsInStatement))
        {
            await using var existing = InTransaction(transaction, $"SELECT id FROM audit_entries WHERE {database.Sql.IsOneOf("id", "@ids")}", ("@ids", database.Sql.List(ids)));
            ended.UnionWith(await existing.ReadAllAsync(row => row.GetGuid(0), cancellationToken));

            // What is parked is open under its own row, and whoever ends it writes its entry.
            await using var parked = InTransaction(transaction, $"SELECT id FROM parked_calls WHERE {database.Sql.IsOneOf("id", "@ids")}", ("@ids", database.Sql.List(ids)));
            ended.UnionWith(await parked.ReadAllAsync(row => row.GetGuid(0), cancellationToken));
        }

        return begun.FindAll(e => !ended.Contains(e.Id));
    }

    /// <summary>Counts what is in batches after the last one that the writer's usage contains.</summary>
    private async Task CountRestAsync(DbTransaction transaction, long writer, CancellationToken cancellationToken)
    {
        await using var command = InTransaction(
            transaction,
            """
            SELECT entry_ids FROM audit_batches WHERE writer = @id AND entry_ids IS NOT NULL
                AND sequence > (SELECT usage_sequence FROM audit_writers WHERE id = @id AND kind = 0)
            """,
            ("@id", writer));
        var batches = await command.ReadAllAsync(row => IdList.Read(row.GetFieldValue<byte[]>(0)), cancellationToken);
        var counter = new UsageCounter();
        foreach (var ids in batches.SelectMany(b => b).Chunk(IdsInStatement))
        {
            await using var entries = InTransaction(
                transaction, $"SELECT {AuditColumns.Names} FROM audit_entries WHERE {database.Sql.IsOneOf("id", "@ids")}", ("@ids", database.Sql.List(ids)));
            counter.Add(await entries.ReadAllAsync(AuditColumns.Read, cancellationToken), 0);
        }

        await UsageTable.AddAsync(transaction, writer, counter.Take(), cancellationToken);
    }

    private static DbCommand InTransaction(DbTransaction transaction, string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        var command = transaction.Connection!.Statement(sql, parameters);
        command.Transaction = transaction;
        return command;
    }

    private static long Microseconds(TimeSpan time) => time.Ticks / TimeSpan.TicksPerMicrosecond;

    [LoggerMessage(2121, LogLevel.Warning, "Closed the audit trail's writer {Writer}, which is gone; {Count} calls it left open are unknown.")]
    private partial void Closed(long writer, int count);
}
