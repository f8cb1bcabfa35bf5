using McpService.Infrastructure.Mcp.Relay;
using McpService.Infrastructure.Mcp.Reverse;
using McpService.Infrastructure.Persistence.Database;
using McpService.Infrastructure.Persistence.Tenants;
using McpService.Infrastructure.Security.ServiceKeys;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace McpService.Infrastructure.Replication;

/// <summary>
/// Hears from PostgreSQL what other replicas changed, on a connection of its own. It makes changes arrive at once; that they arrive at
/// all is for <see cref="TenantWatch"/>, <see cref="ServiceKeyWatch"/> and the short life of snapshots to see to: a notification is lost
/// with its connection, and a pooler that shares sessions delivers none.
/// </summary>
internal sealed partial class ChangeListener(
    DatabaseProvider provider, TenantChangeFeed tenants, ServiceKeyChanges keys, RelaySessions sessions, BridgedDelivery delivery, DatabaseState state, TimeProvider time, ILogger<ChangeListener> logger)
    : BackgroundService
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    // A connection may be half open: after this much silence the server is asked whether it is there, and has as long to say so.
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(1);

    private TimeSpan _pause = FirstPause;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (provider is not PostgresProvider postgres) return;

        await state.WaitAsync(stoppingToken);
        while (true)
        {
            try
            {
                await using var connection = postgres.NewListener(Silence);
                await ListenAsync(connection, stoppingToken);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                Lost(failure.GetBaseException().Message);
            }

            await Task.Delay(_pause, time, stoppingToken);
            _pause = _pause * 2 < LongestPause ? _pause * 2 : LongestPause;
        }
    }

    private async Task ListenAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        connection.Notification += (_, notification) => Hear(notification.Payload);
        await connection.OpenAsync(cancellationToken);
        await ExecuteAsync(connection, $"LISTEN {Announcement.Channel}", cancellationToken);

        // What was told before this is lost.
        tenants.AddAny();
        keys.Add();
        Listening();
        _pause = FirstPause;

        while (true)
        {
            if (!await connection.WaitAsync(Silence, cancellationToken)) await ExecuteAsync(connection, "SELECT 1", cancellationToken);
        }
    }

    private void Hear(string payload)
    {
        if (SessionUse.Parse(payload) is { } used)
        {
            sessions.UsedElsewhere(used);
            return;
        }

        if (BridgedSessionWatch.Parse(payload) is { } bridged)
        {
            delivery.Tell(bridged);
            return;
        }

        switch (Announcement.Parse(payload))
        {
            case { TenantRef: { } tenantRef }:
                tenants.Add(tenantRef);
                break;
            case not null:
                keys.Add();
                break;
            default:
                tenants.AddAny();
                break;
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    [LoggerMessage(2061, LogLevel.Debug, "Listening for changes of other replicas.")]
    private partial void Listening();

    [LoggerMessage(2062, LogLevel.Warning, "Changes of other replicas are not heard of for now, only looked for: {Reason}")]
    private partial void Lost(string reason);
}
