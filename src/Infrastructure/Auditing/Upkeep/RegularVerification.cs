using McpService.Infrastructure.Auditing.Verification;
using McpService.Infrastructure.Persistence.Database;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace McpService.Infrastructure.Auditing.Upkeep;

/// <summary>Looks through the whole trail once in <c>AUDIT_VERIFY_HOURS</c>, on one of the replicas, so that a break is told and not only found when somebody asks.</summary>
internal sealed partial class RegularVerification(
    WholeTrailVerification verification, VerificationTable table, DatabaseState state, IOptions<AuditOptions> options, TimeProvider time, ILogger<RegularVerification> logger) : BackgroundService
{
    // Not at the start, when there is other work; nor does it matter by how much it is late.
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value.VerifyHours == 0) return;

        await state.WaitAsync(stoppingToken);
        using var tick = new PeriodicTimer(Interval, time);
        while (await tick.WaitForNextTickAsync(stoppingToken)) await TryAsync(stoppingToken);
    }

    private async Task TryAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (!await table.ClaimAsync(TimeSpan.FromHours(options.Value.VerifyHours), cancellationToken)) return;

            var (trail, notKept) = await verification.RunAsync([], cancellationToken);
            if (notKept is not null) Failed(notKept);
            if (trail.IsWhole) Whole(trail.Entries, trail.Batches);
            foreach (var found in trail.Breaks) Broken(found.What, found.Writer, found.Sequence, found.Detail);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            Failed(failure);
        }
    }

    [LoggerMessage(2135, LogLevel.Information, "The audit trail is whole: {Entries} entries in {Batches} batches.")]
    private partial void Whole(long entries, long batches);

    [LoggerMessage(2136, LogLevel.Error, "The audit trail is broken: {What} of writer {Writer}, batch {Sequence}: {Detail}")]
    private partial void Broken(string what, long writer, long sequence, string detail);

    [LoggerMessage(2137, LogLevel.Warning, "The audit trail could not be verified; it is tried again when the next look is due.")]
    private partial void Failed(Exception failure);
}
