using McpService.Application.Auditing;
using McpService.Application.Auditing.GetVerification;

namespace McpService.Infrastructure.Auditing.Verification;

/// <summary>Looks through the whole trail, and keeps what was found for whoever asks.</summary>
public sealed class WholeTrailVerification
{
    private readonly AuditVerification _verification;
    private readonly VerificationTable _table;
    private readonly InstanceId _instance;
    private readonly TimeProvider _time;

    internal WholeTrailVerification(AuditVerification verification, VerificationTable table, InstanceId instance, TimeProvider time) =>
        (_verification, _table, _instance, _time) = (verification, table, instance, time);

    /// <param name="heads">Heads that were kept elsewhere.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What was found, and why it could not be kept, as under a role that may only read; null where it was.</returns>
    public async Task<(VerifiedTrail Trail, Exception? NotKept)> RunAsync(IReadOnlyList<string> heads, CancellationToken cancellationToken)
    {
        var begun = _time.GetTimestamp();
        var trail = await _verification.RunAsync(from: null, heads, cancellationToken);
        var kept = new KeptVerification(
            _time.GetUtcNow(),
            _time.GetElapsedTime(begun).TotalMilliseconds,
            _instance.Value,
            trail.IsWhole,
            trail.Entries,
            trail.Batches,
            trail.Writers,
            trail.OldRows,
            [.. trail.Breaks.Select(b => new KeptBreak(b.Writer, b.Sequence, b.What, b.Detail))],
            [.. trail.Lost]);
        try
        {
            await _table.KeepAsync(kept, cancellationToken);
            return (trail, null);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            return (trail, failure);
        }
    }
}
