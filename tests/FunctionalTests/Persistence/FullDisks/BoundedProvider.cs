using System.Data.Common;
using McpService.Infrastructure.Persistence.Database;
using Microsoft.Data.Sqlite;

namespace McpService.FunctionalTests.Persistence.FullDisks;

/// <summary>The gateway's own SQLite, with a bound on each of its connections.</summary>
internal sealed class BoundedProvider(SqliteProvider sqlite, int pages) : DatabaseProvider
{
    public override string Name => sqlite.Name;

    public override SqlDialect Sql => sqlite.Sql;

    public override string ConnectionString => sqlite.ConnectionString;

    public override Task<IAsyncDisposable> LockAsync(CancellationToken cancellationToken) => sqlite.LockAsync(cancellationToken);

    public override Task PrepareAsync(CancellationToken cancellationToken) => sqlite.PrepareAsync(cancellationToken);

    public override Task<DbTransaction> BeginSnapshotAsync(DbConnection connection, CancellationToken cancellationToken) => sqlite.BeginSnapshotAsync(connection, cancellationToken);

    public override Task LockAsync(DbTransaction transaction, long key, CancellationToken cancellationToken) => sqlite.LockAsync(transaction, key, cancellationToken);

    public override IDisposable? TryBeAlone() => sqlite.TryBeAlone();

    public override Task AnnounceAsync(DbConnection connection, Announcement announcement, CancellationToken cancellationToken) =>
        sqlite.AnnounceAsync(connection, announcement, cancellationToken);

    public override Task EraseTracesAsync(DbConnection connection, CancellationToken cancellationToken) => sqlite.EraseTracesAsync(connection, cancellationToken);

    public override void Forget(Exception failure) => sqlite.Forget(failure);

    public override void OnOpened(DbConnection connection)
    {
        sqlite.OnOpened(connection);
        using var command = connection.Statement($"PRAGMA max_page_count = {pages}");
        command.ExecuteNonQuery();
    }

    protected override DbConnection NewConnection() => new SqliteConnection(ConnectionString);
}
