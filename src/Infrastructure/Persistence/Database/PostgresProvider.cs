using System.Data;
using System.Data.Common;
using McpService.Infrastructure.Persistence.Database.Urls;
using Npgsql;

namespace McpService.Infrastructure.Persistence.Database;

internal sealed class PostgresProvider(PostgresTarget target) : DatabaseProvider
{
    /// <summary>As operators see it among the server's connections.</summary>
    public const string ListenerName = "mcpservice listener";

    // "McpSvc" as a number: any constant that other users of the database do not choose.
    private const long LockKey = 0x4D63_7053_7663;

    public override string Name => "postgresql";

    public override SqlDialect Sql { get; } = new PostgresDialect();

    public override string ConnectionString => target.ConnectionString;

    /// <summary>The URL says that sessions are a pooler's, which may lead to another one with each transaction.</summary>
    public bool IsBehindPooler { get; } = new NpgsqlConnectionStringBuilder(target.ConnectionString).NoResetOnClose;

    public override async Task<IAsyncDisposable> LockAsync(CancellationToken cancellationToken)
    {
        var connection = await OpenAsync(cancellationToken);
        try
        {
            // Held by a transaction, not by the session: that also works through a pooler that shares sessions.
            await LockAsync(await connection.BeginTransactionAsync(cancellationToken), LockKey, cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public override Task PrepareAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override async Task<DbTransaction> BeginSnapshotAsync(DbConnection connection, CancellationToken cancellationToken) =>
        await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);

    public override async Task LockAsync(DbTransaction transaction, long key, CancellationToken cancellationToken)
    {
        await using var command = transaction.Connection!.Statement($"SELECT pg_advisory_xact_lock({key})");
        (command.Transaction, command.CommandTimeout) = (transaction, 0);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public override async Task AnnounceAsync(DbConnection connection, Announcement announcement, CancellationToken cancellationToken)
    {
        await using var command = connection.Statement("SELECT pg_notify(@channel, @text)", ("@channel", Announcement.Channel), ("@text", announcement.ToString()));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>A connection to listen on, of its own: not opened, not from the pool, and not to be shared.</summary>
    public NpgsqlConnection NewListener(TimeSpan commandLimit) => new(new NpgsqlConnectionStringBuilder(target.ConnectionString)
    {
        Pooling = false,
        CommandTimeout = (int)commandLimit.TotalSeconds,
        ApplicationName = ListenerName,
    }.ConnectionString);

    /// <summary>A connection for one user, for as long as it likes: not from the pool, so that nobody waits for it there.</summary>
    public async Task<NpgsqlConnection> OpenOwnAsync(CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(target.ConnectionString) { Pooling = false }.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    // Autovacuum does, and no dump has them.
    public override Task EraseTracesAsync(DbConnection connection, CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Forget(Exception failure)
    {
        if (!DatabaseFailure.IsOfTheServer(failure)) return;

        // The pool belongs to the connection string: EF Core's connections are of it, too. Those in use are closed when they come back.
        using var any = new NpgsqlConnection(target.ConnectionString);
        NpgsqlConnection.ClearPool(any);
    }

    protected override DbConnection NewConnection() => new NpgsqlConnection(target.ConnectionString);
}
