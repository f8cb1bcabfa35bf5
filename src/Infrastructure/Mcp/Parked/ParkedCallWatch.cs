using McpService.Infrastructure.Persistence.Database;
using McpService.Infrastructure.Persistence.ParkedCalls;
using McpService.Infrastructure.Persistence.Tenants;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace McpService.Infrastructure.Mcp.Parked;

/// <summary>
/// Looks after parked calls: lets go of those that another replica has the answer to, ends those that nobody came back for or whose tenants may not have them any more, and closes those
/// that went on in a process that is gone, or that only it could go on with.
/// </summary>
internal sealed partial class ParkedCallWatch(
    ParkedCalls parked, ParkedCallTable table, TenantReader tenants, DatabaseGate gate, DatabaseState state, TimeProvider time, ILogger<ParkedCallWatch> logger) : BackgroundService
{
    // Where nothing is parked, one look in five seconds is soon enough: a process hears from itself when something is parked here, and what others parked has seconds of grace.
    private const int LooksPerSee = 10;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    // The process that holds a call ends it first, since only it can be sure to reach the upstream.
    private static readonly TimeSpan HoldersGrace = TimeSpan.FromSeconds(5);

    // As long as a writer of the trail may be silent.
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(3);

    private bool _isAny;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await state.WaitAsync(stoppingToken);
        for (var look = 0; ; look++)
        {
            await Task.Delay(Interval, time, stoppingToken);
            var isToSee = look % LooksPerSee == 0;
            await TryAsync(ct => LookAsync(isToSee, ct), stoppingToken);
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        using var limit = new CancellationTokenSource(StopLimit, time);
        if (parked.IsUsed && state.IsReady) await TryAsync(_ => parked.LeaveAsync(limit.Token), CancellationToken.None);
    }

    private async Task LookAsync(bool isToSee, CancellationToken cancellationToken)
    {
        if (!isToSee && !_isAny && parked.Held.Count == 0) return;
        if (!(_isAny = await table.AnyAsync(cancellationToken))) return;

        if (parked.IsUsed && isToSee) await table.SeeAsync(parked.Me, cancellationToken);
        if (parked.Held is { Count: > 0 } held)
        {
            foreach (var call in await table.TakenFromAsync(parked.Me, [.. held], cancellationToken)) await parked.LetGoAsync(call, cancellationToken);
        }

        foreach (var call in await table.ExpiredAsync(parked.Me, HoldersGrace, cancellationToken)) await parked.EndAsync(call, "input_timeout", cancellationToken);
        await EndForbiddenAsync(cancellationToken);
        foreach (var call in await table.OrphanedAsync(parked.Me, Silence, cancellationToken)) await parked.CloseOrphanAsync(call, "orphaned", cancellationToken);
        foreach (var call in await table.StrandedAsync(parked.Me, Silence, cancellationToken)) await parked.EndAsync(call, "orphaned", cancellationToken);
        await table.ForgetEndedAsync(cancellationToken);
    }

    /// <summary>Calls of tenants that are suspended or deleted, or connect with another credential by now.</summary>
    private async Task EndForbiddenAsync(CancellationToken cancellationToken)
    {
        var waiting = await table.WaitingAsync(cancellationToken);
        if (waiting.Count == 0) return;

        var found = await gate.RunAsync(ct => tenants.ReadCurrentAsync([.. waiting.Select(w => w.TenantRef).Distinct()], ct), cancellationToken);
        foreach (var call in waiting)
        {
            var isAllowed = found.TryGetValue(call.TenantRef, out var current) && current.Key.CredentialVersion == call.CredentialVersion;
            if (!isAllowed && (call.Holder == parked.Me || !call.IsHeld)) await parked.EndAsync(call, "access_ended", cancellationToken);
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
            Failed(failure.GetBaseException().Message);
        }
    }

    [LoggerMessage(3141, LogLevel.Debug, "Parked calls could not be looked at: {Reason}")]
    private partial void Failed(string reason);
}
