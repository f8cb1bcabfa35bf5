using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace McpService.Infrastructure.Persistence.Providers;

/// <summary>
/// Lets SQLite itself wait for a lock. It looks again within milliseconds, where the driver would sleep 150 between attempts.
/// </summary>
internal sealed class SqliteBusyTimeout : DbConnectionInterceptor
{
    public static readonly SqliteBusyTimeout Instance = new();

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA busy_timeout = 1000";
        command.ExecuteNonQuery();
    }

    // The driver has nothing asynchronous to offer.
    public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        ConnectionOpened(connection, eventData);
        return Task.CompletedTask;
    }
}
