using McpService.Infrastructure.Persistence.Database;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace McpService.Infrastructure.Auditing;

/// <summary>
/// Looks after the trail: every minute for orphaned intents, every hour for rows that have been kept long enough. Not at once: the first
/// minute belongs to those who wait for the service.
/// </summary>
internal sealed partial class AuditUpkeep(
    OrphanedIntents orphans, AuditRetention retention, DatabaseState state, TimeProvider time, ILogger<AuditUpkeep> logger)
    : BackgroundService
{
    private const int MinutesBetweenDeletions = 60;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await state.WaitAsync(stoppingToken);
        using var tick = new PeriodicTimer(TimeSpan.FromMinutes(1), time);
        for (var minute = 0; await tick.WaitForNextTickAsync(stoppingToken); minute++)
        {
            await TryAsync(orphans.CloseOldAsync, stoppingToken);
            if (minute % MinutesBetweenDeletions == 0) await TryAsync(retention.DeleteOldAsync, stoppingToken);
        }
    }

    private async Task TryAsync(Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        try
        {
            await work(cancellationToken);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            Failed(failure);
        }
    }

    [LoggerMessage(2131, LogLevel.Warning, "Upkeep of the audit trail failed; it is tried again.")]
    private partial void Failed(Exception failure);
}
