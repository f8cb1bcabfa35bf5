using McpService.Infrastructure.Auditing.Chain;
using McpService.Infrastructure.Auditing.Writing;
using McpService.Infrastructure.Persistence.Database;
using McpService.Infrastructure.Persistence.Idempotency;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace McpService.Infrastructure.Auditing.Upkeep;

/// <summary>
/// Looks after the trail: says every five seconds that the writers are there, looks for writers that are gone, makes heads known every minute,
/// and deletes every hour what has been kept long enough.
/// </summary>
internal sealed partial class TrailUpkeep(
    TrailHeadKeeper heads, RefusalCounter refusals, WriterRegister register, TrailCommits commits, ChangeTrail changes, DeadWriters dead, AuditRetention retention, IdempotencyTable records,
    DatabaseState state, TimeProvider time, ILogger<TrailUpkeep> logger) : BackgroundService
{
    private const int TicksPerMinute = 12;
    private const int TicksPerHour = 60 * TicksPerMinute;

    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await state.WaitAsync(stoppingToken);
        await TryAsync(retention.TellWhetherItMayAsync, stoppingToken);
        using var tick = new PeriodicTimer(Interval, time);
        for (var i = 1; await tick.WaitForNextTickAsync(stoppingToken); i++)
        {
            await TryAsync(RenewAsync, stoppingToken);
            if (i % 2 == 0) await TryAsync(dead.CloseSilentAsync, stoppingToken);
            if (i % TicksPerMinute == 0) await TryAsync(EveryMinuteAsync, stoppingToken);
            if (i % TicksPerHour != TicksPerMinute) continue;
            await TryAsync(retention.RunAsync, stoppingToken);
            await TryAsync(records.DeleteOldAsync, stoppingToken);
        }
    }

    /// <summary>The writer of changes is closed when the last one is written, so that nobody has to find out that it is gone.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        using var limit = new CancellationTokenSource(StopLimit, time);
        using var driver = new DriverCancellation(limit.Token);
        if (state.IsReady) await TryAsync(_ => changes.CloseAsync(driver.Token), CancellationToken.None);
    }

    private async Task RenewAsync(CancellationToken cancellationToken)
    {
        foreach (var head in new[] { commits.Head, changes.Head }.OfType<TrailHead>()) await register.RenewAsync(head.Writer, cancellationToken);
    }

    private async Task EveryMinuteAsync(CancellationToken cancellationToken)
    {
        refusals.Flush();
        await heads.MakeKnownAsync(cancellationToken);
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
