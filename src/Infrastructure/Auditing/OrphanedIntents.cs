using System.Data.Common;
using McpService.Application.Auditing;
using McpService.Infrastructure.Persistence.Database;
using Microsoft.Extensions.Logging;

namespace McpService.Infrastructure.Auditing;

/// <summary>
/// Closes intents whose outcome nobody will write any more: the process that made the call died. What became of the call is
/// unknown, and the trail says so in an outcome of its own; the intent stays as it is.
/// </summary>
internal sealed partial class OrphanedIntents(DatabaseProvider database, InstanceId instance, TimeProvider time, ILogger<OrphanedIntents> logger)
{
    // Few, so that a transaction with a write lock is short.
    private const int PageSize = 250;

    // Any constant that no other advisory lock of this database has.
    private const long LockKey = 0x4D63_704F_7270;

    private const string Open = """
        SELECT intent.id FROM audit_entries AS intent
        WHERE intent.id >= @from AND intent.id < @until AND intent.stage = 'intent' AND intent.instance_id = coalesce(@instance, intent.instance_id)
            AND NOT EXISTS (SELECT 1 FROM audit_entries AS outcome WHERE outcome.call_id = intent.call_id AND outcome.stage = 'outcome')
        """;

    private const string Close = """
        INSERT INTO audit_entries (id, call_id, stage, at, tenant_ref, actor, actor_key_id, remote_address, action, tool, arguments_hash,
            outcome, code, request_id, instance_id)
        SELECT @id, call_id, 'outcome', @at, tenant_ref, actor, actor_key_id, remote_address, action, tool, arguments_hash,
            'unknown', 'orphaned', request_id, @instance
        FROM audit_entries WHERE id = @intent
        """;

    // Longer than any call may take: an intent of this age has no outcome to come.
    private static readonly TimeSpan Age = TimeSpan.FromMinutes(10);

    // Everything before this was looked through by this process.
    private Guid _seen = Guid.Empty;

    /// <summary>Closes what this instance left when it died, without waiting for the intents to grow old. Older ones are not its business.</summary>
    public Task CloseOwnAsync(DateTimeOffset startedAt, CancellationToken cancellationToken) =>
        CloseAsync(TimeOrderedId.First(startedAt - Age), TimeOrderedId.First(startedAt), instance.Value, cancellationToken);

    /// <summary>Closes whatever is older than any call can be, of any instance. Each run goes on where the last one ended.</summary>
    public async Task CloseOldAsync(CancellationToken cancellationToken)
    {
        var until = TimeOrderedId.First(time.GetUtcNow() - Age);
        while (_seen < until)
        {
            var end = await EndOfPageAsync(_seen, until, cancellationToken);
            await CloseAsync(_seen, end, ofInstance: null, cancellationToken);
            _seen = end;
        }
    }

    /// <summary>Where a page of rows ends, so that one statement never looks through the whole trail.</summary>
    private async Task<Guid> EndOfPageAsync(Guid from, Guid until, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var command = connection.Statement(
            $"SELECT id FROM audit_entries WHERE id >= @from AND id < @until ORDER BY id LIMIT 1 OFFSET {PageSize}", ("@from", from), ("@until", until));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? reader.GetGuid(0) : until;
    }

    private async Task CloseAsync(Guid from, Guid until, string? ofInstance, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        if ((await FindAsync(connection, null, from, until, ofInstance, cancellationToken)).Count == 0) return;

        // Two replicas that find the same intent would both close it: look again, alone.
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await database.LockAsync(transaction, LockKey, cancellationToken);
        var open = await FindAsync(connection, transaction, from, until, ofInstance, cancellationToken);
        foreach (var intent in open)
        {
            var now = time.GetUtcNow();
            await using var command = connection.Statement(
                Close, ("@id", Guid.CreateVersion7(now)), ("@at", database.Sql.Time(now)), ("@instance", instance.Value), ("@intent", intent));
            command.Transaction = transaction;
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        if (open.Count > 0) Closed(open.Count);
    }

    private static async Task<List<Guid>> FindAsync(
        DbConnection connection, DbTransaction? transaction, Guid from, Guid until, string? ofInstance, CancellationToken cancellationToken)
    {
        await using var command = connection.Statement(Open, ("@from", from), ("@until", until), ("@instance", ofInstance));
        command.Transaction = transaction;
        return await command.ReadAllAsync(row => row.GetGuid(0), cancellationToken);
    }

    [LoggerMessage(2121, LogLevel.Warning, "Closed {Count} audit intents without an outcome as unknown.")]
    private partial void Closed(int count);
}
