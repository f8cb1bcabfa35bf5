using McpService.Infrastructure.Mcp.Relay;
using McpService.Infrastructure.Persistence.Database;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace McpService.Infrastructure.Replication;

/// <summary>
/// Tells the other replicas which sessions of MCP clients were used here lately, so that none ends one as idle that is in use elsewhere. A
/// notification that is lost costs a client at worst that it initializes again.
/// </summary>
internal sealed partial class SessionUse(
    DatabaseProvider provider, RelaySessions sessions, DatabaseGate gate, DatabaseState state, TimeProvider time, ILogger<SessionUse> logger) : BackgroundService
{
    private const string Prefix = "used:";
    private const int PerNotification = 400; // a payload is at most 8,000 bytes

    /// <summary>What a notification tells; null for one that tells something else.</summary>
    public static IReadOnlySet<string>? Parse(string payload) =>
        payload.StartsWith(Prefix, StringComparison.Ordinal) ? payload[Prefix.Length..].Split(',').ToHashSet() : null;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (provider is not PostgresProvider) return;

        await state.WaitAsync(stoppingToken);
        for (var since = time.GetTimestamp(); ;)
        {
            await Task.Delay(sessions.SweepInterval, time, stoppingToken);
            var now = time.GetTimestamp();
            if (await TryTellAsync(sessions.UsedSince(since), stoppingToken)) since = now;
        }
    }

    private async Task<bool> TryTellAsync(IReadOnlyList<string> used, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var part in used.Chunk(PerNotification)) await gate.RunAsync(ct => TellAsync(Prefix + string.Join(',', part), ct), cancellationToken);
            return true;
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            NotTold(failure.GetBaseException().Message);
            return false;
        }
    }

    private async Task<int> TellAsync(string payload, CancellationToken cancellationToken)
    {
        await using var connection = await provider.OpenAsync(cancellationToken);
        await using var command = connection.Statement("SELECT pg_notify(@channel, @payload)", ("@channel", Announcement.Channel), ("@payload", payload));
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    [LoggerMessage(2102, LogLevel.Debug, "Which sessions are in use could not be told to other replicas: {Reason}")]
    private partial void NotTold(string reason);
}
