using McpService.Application.Upstream;
using McpService.Infrastructure.Mcp.Reverse;
using McpService.Infrastructure.Persistence.Database;
using McpService.Infrastructure.Persistence.Sessions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace McpService.Infrastructure.Replication;

/// <summary>
/// Brings to the played sessions that are open here what reached another replica: at once when it is told, and by looking every second, since a
/// notification may be lost.
/// </summary>
internal sealed partial class BridgedSessionWatch(
    IBridgedSessions sessions, BridgedDelivery delivery, DatabaseState state, TimeProvider time, ILogger<BridgedSessionWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>The session that a notification is about; null for one that tells something else.</summary>
    public static string? Parse(string payload) =>
        payload.StartsWith(BridgedSessionTable.AnnouncementPrefix, StringComparison.Ordinal) ? payload[BridgedSessionTable.AnnouncementPrefix.Length..] : null;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!sessions.IsShared) return;

        await state.WaitAsync(stoppingToken);
        while (true)
        {
            var told = delivery.Told;
            try
            {
                await delivery.DeliverAsync(stoppingToken);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                // The next look is a moment away, and takes in all.
                NotDelivered(failure.GetBaseException().Message);
            }

            await Task.WhenAny(told, Task.Delay(Interval, time, stoppingToken));
            stoppingToken.ThrowIfCancellationRequested();
        }
    }

    [LoggerMessage(2101, LogLevel.Debug, "Messages left by other replicas could not be looked for: {Reason}")]
    private partial void NotDelivered(string reason);
}
