using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace McpService.Infrastructure.Persistence.Providers;

internal sealed class PostgresProvider(PostgresTarget target) : DatabaseProvider
{
    // "McpSvc" as a number: any constant that other users of the database do not choose.
    private const long LockKey = 0x4D63_7053_7663;
    /// <summary>As operators see it among the server's connections.</summary>
    public const string ListenerName = "mcpservice listener";

    private const long OrphansKey = LockKey + 1;

    public override string Name => "postgresql";

    public override void Configure(DbContextOptionsBuilder options) => options.UseNpgsql(target.ConnectionString);

    public override async Task<IAsyncDisposable> LockAsync(CancellationToken cancellationToken)
    {
        // Held by a transaction, not by the session: that also works through a pooler that shares sessions.
        var connection = new NpgsqlConnection(target.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            await connection.BeginTransactionAsync(cancellationToken);
            await using var command = new NpgsqlCommand("SELECT pg_advisory_xact_lock($1)", connection) { CommandTimeout = 0 };
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = LockKey });
            await command.ExecuteNonQueryAsync(cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public override Task PrepareAsync(GatewayDbContext db, CancellationToken cancellationToken) => Task.CompletedTask;

    public override Task AnnounceAsync(GatewayDbContext db, Announcement announcement, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync($"SELECT pg_notify({Announcement.Channel}, {announcement.ToString()})", cancellationToken);

    /// <summary>A connection to listen on, of its own: not opened, not from the pool, and not to be shared.</summary>
    public NpgsqlConnection NewListener(TimeSpan commandLimit) => new(new NpgsqlConnectionStringBuilder(target.ConnectionString)
    {
        Pooling = false,
        CommandTimeout = (int)commandLimit.TotalSeconds,
        ApplicationName = ListenerName,
    }.ConnectionString);

    // Autovacuum does, and no dump has them.
    public override Task<int> EraseTracesAsync(GatewayDbContext db, CancellationToken cancellationToken) => Task.FromResult(0);

    public override Task LockOrphansAsync(GatewayDbContext db, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({OrphansKey})", cancellationToken);
}
