using McpService.Infrastructure.Auditing.Chain;
using McpService.Infrastructure.Auditing.Rows;
using McpService.Infrastructure.Auditing.Usage;
using McpService.Infrastructure.Persistence.Database;
using McpService.Infrastructure.Persistence.Idempotency;
using Npgsql;

namespace McpService.Infrastructure.Auditing.Writing;

/// <summary>
/// One statement for any number of entries, an array for each column: entries and batch are one implicit transaction and one round trip. It is prepared,
/// unless a pooler stands between, whose sessions know nothing of it.
/// </summary>
internal sealed class PostgresTrailStore(PostgresProvider database, CallRecordSql records) : ITrailStore
{
    // The row of the writer is shared until the commit: whoever closes it waits for this, or this sees that it is closed.
    private static readonly string Insert = $"""
        WITH mine AS (SELECT 1 FROM audit_writers WHERE id = $1 AND closed IS NULL FOR SHARE),
        entries AS (INSERT INTO audit_entries ({AuditColumns.Names}) SELECT * FROM unnest({Arrays(AuditColumns.All.Select(c => c.Type), 12)}) WHERE EXISTS (SELECT 1 FROM mine))
        INSERT INTO audit_batches ({TrailSql.BatchColumns}) SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11 FROM mine
        """;

    private static readonly string[] BatchTypes = ["int8", "int8", "int8", "int8", "bytea", "bytea", "bytea", "bytea", "bytea", "bytea", "text"];

    private static readonly string AddUsage = UsageColumns.Upsert($"SELECT * FROM unnest({Arrays(UsageColumns.All.Select(c => c.Type), 1)})");

    private NpgsqlConnection? _connection;
    private NpgsqlCommand? _insert;
    private bool _prepares = !database.IsBehindPooler;

    public async Task<bool> WriteAsync(SealedBatch batch, CancellationToken cancellationToken)
    {
        try
        {
            return batch.HasKeyed ? await InsertWithKeyedAsync(batch, cancellationToken) : await InsertAsync(batch, cancellationToken);
        }
        catch (PostgresException failure) when (_prepares && failure.SqlState is PostgresErrorCodes.InvalidSqlStatementName or PostgresErrorCodes.DuplicatePreparedStatement)
        {
            // A pooler that the URL does not name: this commit met another session than the one before. Nothing was run.
            _prepares = false;
            Abandon(failure);
            return batch.HasKeyed ? await InsertWithKeyedAsync(batch, cancellationToken) : await InsertAsync(batch, cancellationToken);
        }
    }

    public async Task<TrailHead?> LastAsync(long writer, CancellationToken cancellationToken)
    {
        await using var command = (await ConnectedAsync(cancellationToken)).Statement(TrailSql.Last, ("@writer", writer));
        var found = await command.ReadAllAsync(row => new TrailHead(writer, row.GetInt64(0), row.GetFieldValue<byte[]>(1)), cancellationToken);
        return found is [var last] ? last : null;
    }

    public async Task<bool> AddUsageAsync(long writer, IReadOnlyList<UsageCell> cells, long from, long to, CancellationToken cancellationToken)
    {
        var connection = await ConnectedAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var guard = connection.Statement(
            "UPDATE audit_writers SET usage_sequence = @to WHERE id = @writer AND usage_sequence = @from AND closed IS NULL", ("@to", to), ("@writer", writer), ("@from", from));
        if (await guard.ExecuteNonQueryAsync(cancellationToken) == 0) return false;

        await using var command = new NpgsqlCommand(AddUsage, connection, transaction);
        foreach (var column in UsageColumns.All) command.Parameters.Add(ArrayOf(column, writer, cells));
        await command.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    public async Task<HashSet<Guid>> ExistingAsync(Guid[] ids, CancellationToken cancellationToken)
    {
        await using var command = (await ConnectedAsync(cancellationToken)).Statement("SELECT id FROM audit_entries WHERE id = ANY (@ids)", ("@ids", ids));
        return [.. await command.ReadAllAsync(row => row.GetGuid(0), cancellationToken)];
    }

    public void Abandon(Exception failure)
    {
        database.Forget(failure);
        Close();
    }

    private void Close()
    {
        // The driver may still wait on it.
        if (_connection is { } connection) DriverCancellation.CloseSometime(connection);
        (_connection, _insert) = (null, null);
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is { } connection) await connection.DisposeAsync();
        (_connection, _insert) = (null, null);
    }

    /// <summary>What became of keys goes into the same transaction, in one round trip more.</summary>
    private async Task<bool> InsertWithKeyedAsync(SealedBatch batch, CancellationToken cancellationToken)
    {
        var connection = await ConnectedAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (!await InsertAsync(batch, cancellationToken)) return false;

        await using var statements = new NpgsqlBatch(connection, transaction);
        foreach (var end in batch.Ends.Select(records.EndOf)) Add(statements, end.Sql, end.Values);
        foreach (var claim in batch.Claims) Add(statements, $"{CallRecordSql.Claim} RETURNING call", records.ClaimOf(claim, batch.Writer));
        var claimed = new HashSet<Guid>();
        await using (var reader = await statements.ExecuteReaderAsync(cancellationToken))
        {
            do
            {
                while (await reader.ReadAsync(cancellationToken)) claimed.Add(reader.GetGuid(0));
            }
            while (await reader.NextResultAsync(cancellationToken));
        }

        await transaction.CommitAsync(cancellationToken);
        foreach (var claim in batch.Claims) claim.IsTaken = !claimed.Contains(claim.CallId);
        return true;
    }

    private static void Add(NpgsqlBatch statements, string sql, (string Name, object? Value)[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var (name, value) in values)
        {
            var parameter = new NpgsqlParameter(name, value ?? DBNull.Value);
            if (name == "@blob") parameter.DataTypeName = "text";
            command.Parameters.Add(parameter);
        }

        statements.BatchCommands.Add(command);
    }

    private async Task<bool> InsertAsync(SealedBatch batch, CancellationToken cancellationToken)
    {
        var insert = await StatementAsync(cancellationToken);
        var parameters = insert.Parameters;
        Set(parameters[0], batch.Writer);
        Set(parameters[1], batch.Sequence);
        Set(parameters[2], batch.At);
        Set(parameters[3], batch.OpenFrom);
        parameters[4].Value = (object?)batch.Intents ?? DBNull.Value;
        parameters[5].Value = (object?)batch.EntryIds ?? DBNull.Value;
        parameters[6].Value = (object?)batch.Digest ?? DBNull.Value;
        parameters[7].Value = (object?)batch.Heads ?? DBNull.Value;
        parameters[8].Value = (object?)batch.PreviousMac ?? DBNull.Value;
        parameters[9].Value = batch.Mac;
        parameters[10].Value = batch.KeyId;
        for (var i = 0; i < AuditColumns.All.Count; i++) AuditColumns.All[i].Fill(parameters[BatchTypes.Length + i], batch.Entries);
        return await insert.ExecuteNonQueryAsync(cancellationToken) > 0;
    }

    // Numbers without a box for each.
    private static NpgsqlParameter ArrayOf(UsageColumn column, long writer, IReadOnlyList<UsageCell> cells) => column.Type switch
    {
        "uuid" => new NpgsqlParameter<Guid[]> { TypedValue = [.. cells.Select(c => (Guid)column.ValueOf(writer, c))] },
        "text" => new NpgsqlParameter<string[]> { TypedValue = [.. cells.Select(c => (string)column.ValueOf(writer, c))] },
        "int2" => new NpgsqlParameter<short[]> { TypedValue = [.. column.NumbersOf(writer, cells).Select(n => (short)n)] },
        "int4" => new NpgsqlParameter<int[]> { TypedValue = [.. column.NumbersOf(writer, cells).Select(n => (int)n)] },
        _ => new NpgsqlParameter<long[]> { TypedValue = [.. column.NumbersOf(writer, cells)] },
    };

    private static string Arrays(IEnumerable<string> types, int from) => string.Join(", ", types.Select((type, i) => $"${from + i}::{type}[]"));

    private static void Set(NpgsqlParameter parameter, long value) => ((NpgsqlParameter<long>)parameter).TypedValue = value;

    private async ValueTask<NpgsqlConnection> ConnectedAsync(CancellationToken cancellationToken)
    {
        if (_connection is { FullState: System.Data.ConnectionState.Open } open) return open;

        Close();
        return _connection = await database.OpenOwnAsync(cancellationToken);
    }

    private async ValueTask<NpgsqlCommand> StatementAsync(CancellationToken cancellationToken)
    {
        var connection = await ConnectedAsync(cancellationToken);
        if (_insert is not null) return _insert;

        var insert = new NpgsqlCommand(Insert, connection);
        foreach (var type in BatchTypes)
            insert.Parameters.Add(type == "int8" ? new NpgsqlParameter<long> { DataTypeName = type } : new NpgsqlParameter { DataTypeName = type });
        foreach (var column in AuditColumns.All) insert.Parameters.Add(column.NewArray());
        if (_prepares) await insert.PrepareAsync(cancellationToken);
        return _insert = insert;
    }
}
