using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace McpService.Infrastructure.Persistence.Database;

/// <summary>
/// Lets SQLite itself wait for a lock: it looks again within milliseconds, where the driver would sleep 150 between attempts. And lets it
/// overwrite what is deleted, so that a credential is gone when it is gone.
/// </summary>
internal sealed class SqliteSettings : DbConnectionInterceptor
{
    public static readonly SqliteSettings Instance = new();

    public static void Set(DbConnection connection)
    {
        using var command = connection.Statement("PRAGMA busy_timeout = 1000; PRAGMA secure_delete = ON");
        command.ExecuteNonQuery();
    }

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) => Set(connection);

    // The driver has nothing asynchronous to offer.
    public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        Set(connection);
        return Task.CompletedTask;
    }
}
