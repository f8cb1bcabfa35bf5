using McpService.Application.Idempotency;
using McpService.Domain.Auditing;
using McpService.Infrastructure.Auditing.Chain;
using McpService.Infrastructure.Auditing.Rows;
using McpService.Infrastructure.Auditing.Usage;
using McpService.Infrastructure.Persistence.Database;
using McpService.Infrastructure.Persistence.Idempotency;
using Microsoft.Data.Sqlite;

namespace McpService.Infrastructure.Auditing.Writing;

/// <summary>A connection of its own on a thread of its own; statements prepared once, by SQLite's own interface, run for each row in one transaction.</summary>
internal sealed class SqliteTrailStore(DatabaseProvider database, CallRecordSql records) : ITrailStore
{
    private static readonly string InsertEntry =
        $"INSERT INTO audit_entries ({AuditColumns.Names}) VALUES ({string.Join(", ", AuditColumns.All.Select(_ => "?"))})";

    // Whoever closes a writer holds the only write lock: no other is needed.
    private const string InsertBatch = $"INSERT INTO audit_batches ({TrailSql.BatchColumns}) SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ? FROM audit_writers WHERE id = ? AND closed IS NULL";

    private const int WorthSorting = 100; // fewer pages are always there

    private static readonly string AddUsage = UsageColumns.Upsert($"VALUES ({string.Join(", ", UsageColumns.All.Select(_ => "?"))})");

    private readonly OwnThread _thread = new("audit trail");
    private SqliteConnection? _connection;
    private Statements? _statements;

    public Task<bool> WriteAsync(SealedBatch batch, CancellationToken cancellationToken) => _thread.RunAsync(() =>
    {
        var statements = Connected(cancellationToken);
        var claimed = new HashSet<KeyedCall>();
        var isWritten = InTransaction(statements, () =>
        {
            if (statements.Batch.Execute(
                [
                    batch.Writer, batch.Sequence, batch.At, batch.OpenFrom, batch.Intents, batch.EntryIds, batch.Digest, batch.Heads, batch.PreviousMac,
                    batch.Mac, batch.KeyId, batch.Writer,
                ]) == 0) return false;

            foreach (var entry in ByTenant(batch.Entries))
            {
                for (var i = 0; i < AuditColumns.All.Count; i++) AuditColumns.All[i].Bind(statements.Entry, i + 1, entry);
                statements.Entry.Execute();
            }

            if (batch.HasKeyed) WriteKeyed(batch, claimed);
            cancellationToken.ThrowIfCancellationRequested();
            return true;
        });
        foreach (var claim in batch.Claims) claim.IsTaken = isWritten && !claimed.Contains(claim);
        return isWritten;
    });

    public Task<TrailHead?> LastAsync(long writer, CancellationToken cancellationToken) => _thread.RunAsync(() =>
    {
        Connected(cancellationToken);
        using var command = _connection!.Statement(TrailSql.Last, ("@writer", writer));
        using var reader = command.ExecuteReader();
        return reader.Read() ? new TrailHead(writer, reader.GetInt64(0), reader.GetFieldValue<byte[]>(1)) : null;
    });

    public Task<bool> AddUsageAsync(long writer, IReadOnlyList<UsageCell> cells, long from, long to, CancellationToken cancellationToken) => _thread.RunAsync(() =>
    {
        var statements = Connected(cancellationToken);
        return InTransaction(statements, () =>
        {
            if (statements.Guard.Execute([to, writer, from]) == 0) return false;
            foreach (var cell in cells.OrderBy(static c => c.Key.TenantRef))
            {
                for (var i = 0; i < UsageColumns.All.Count; i++) UsageColumns.All[i].Bind(statements.Usage, i + 1, writer, cell);
                statements.Usage.Execute();
            }

            return true;
        });
    });

    public Task<HashSet<Guid>> ExistingAsync(Guid[] ids, CancellationToken cancellationToken) => _thread.RunAsync(() =>
    {
        Connected(cancellationToken);
        using var command = _connection!.Statement($"SELECT id FROM audit_entries WHERE {database.Sql.IsOneOf("id", "@ids")}", ("@ids", database.Sql.List(ids)));
        using var reader = command.ExecuteReader();
        var found = new HashSet<Guid>();
        while (reader.Read()) found.Add(reader.GetGuid(0));
        return found;
    });

    // Nothing is under way on another thread: what comes next waits for its end.
    public void Abandon(Exception failure) => _ = _thread.RunAsync(Close);

    public async ValueTask DisposeAsync()
    {
        var closed = _thread.RunAsync(Close);
        _thread.Dispose();
        await closed;
    }

    /// <summary>
    /// In the order of the index of tenants, ids as they are written there. With thousands of tenants a row has a page of that index to itself, and a
    /// transaction more of them than SQLite holds: in another order it would write some of them twice (a fifth of what a row costs then).
    /// </summary>
    private static IEnumerable<AuditEntry> ByTenant(IReadOnlyList<AuditEntry> entries) =>
        entries.Count < WorthSorting ? entries : entries.OrderBy(static e => e.TenantRef);

    private void WriteKeyed(SealedBatch batch, HashSet<KeyedCall> claimed)
    {
        foreach (var end in batch.Ends.Select(records.EndOf)) Run(end.Sql, end.Values);
        foreach (var claim in batch.Claims)
        {
            if (Run(CallRecordSql.Claim, records.ClaimOf(claim, batch.Writer)) > 0) claimed.Add(claim);
        }
    }

    private int Run(string sql, (string Name, object? Value)[] values)
    {
        using var command = _connection!.Statement(sql, values);
        return command.ExecuteNonQuery();
    }

    private static bool InTransaction(Statements statements, Func<bool> work)
    {
        statements.Begin.Execute([]);
        try
        {
            if (work())
            {
                statements.Commit.Execute([]);
                return true;
            }
        }
        catch
        {
            Rollback(statements);
            throw;
        }

        Rollback(statements);
        return false;
    }

    private static void Rollback(Statements statements)
    {
        try
        {
            statements.Rollback.Execute([]);
        }
        catch (SqliteException)
        {
            // SQLite rolled back by itself, as it does when the disk is full.
        }
    }

    private Statements Connected(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_statements is not null) return _statements;

        _connection = (SqliteConnection)database.OpenAsync(cancellationToken).GetAwaiter().GetResult(); // the driver has nothing asynchronous
        return _statements = new Statements(_connection);
    }

    private bool Close()
    {
        _statements?.Dispose();
        _connection?.Dispose();
        (_statements, _connection) = (null, null);
        return true;
    }

    private sealed class Statements(SqliteConnection connection) : IDisposable
    {
        public SqliteStatement Begin { get; } = new(connection, "BEGIN IMMEDIATE");

        public SqliteStatement Commit { get; } = new(connection, "COMMIT");

        public SqliteStatement Rollback { get; } = new(connection, "ROLLBACK");

        public SqliteStatement Entry { get; } = new(connection, InsertEntry);

        public SqliteStatement Batch { get; } = new(connection, InsertBatch);

        public SqliteStatement Usage { get; } = new(connection, AddUsage);

        public SqliteStatement Guard { get; } = new(connection, "UPDATE audit_writers SET usage_sequence = ? WHERE id = ? AND usage_sequence = ? AND closed IS NULL");

        public void Dispose()
        {
            foreach (var statement in new[] { Begin, Commit, Rollback, Entry, Batch, Usage, Guard }) statement.Dispose();
        }
    }
}
