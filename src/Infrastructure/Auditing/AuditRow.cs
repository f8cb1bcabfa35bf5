using McpService.Domain.Auditing;

namespace McpService.Infrastructure.Auditing;

/// <summary>An entry on its way to the table.</summary>
/// <param name="entry">What to write.</param>
/// <param name="takenAt">Timestamp when it was handed over.</param>
/// <param name="committed">Completes for whoever waits for the commit; null where nobody does.</param>
internal sealed class AuditRow(AuditEntry entry, long takenAt, TaskCompletionSource? committed)
{
    public AuditEntry Entry { get; } = entry;

    public long TakenAt { get; } = takenAt;

    public TaskCompletionSource? Committed { get; } = committed;
}
