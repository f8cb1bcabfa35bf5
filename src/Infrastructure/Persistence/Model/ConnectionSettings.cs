using System.Data.Common;
using McpService.Infrastructure.Persistence.Database;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace McpService.Infrastructure.Persistence.Model;

/// <summary>Gives the connections that EF Core opens what our own have.</summary>
internal sealed class ConnectionSettings(DatabaseProvider database) : DbConnectionInterceptor
{
    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) => database.OnOpened(connection);

    // Nothing that is set waits for a network.
    public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        database.OnOpened(connection);
        return Task.CompletedTask;
    }
}
