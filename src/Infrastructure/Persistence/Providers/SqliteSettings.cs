using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace McpService.Infrastructure.Persistence.Providers;

/// <summary>
/// Lets SQLite itself wait for a lock: it looks again within milliseconds, where the driver would sleep 150 between attempts. And lets it
/// overwrite what is deleted, so that a credential is gone when it is gone.
/// </summary>
internal sealed class SqliteSettings : DbConnectionInterceptor
{
    public static readonly SqliteSettings Instance = new();

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA busy_timeout = 1000; PRAGMA secure_delete = ON";
        command.ExecuteNonQuery();
    }

    // The driver has nothing asynchronous to offer.
    public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        ConnectionOpened(connection, eventData);
        return Task.CompletedTask;
    }
}
