using McpService.Application.Errors;
using McpService.Domain.Auditing;

namespace McpService.Application.Auditing;

/// <summary>The insert-only trail of who did what.</summary>
public interface IAuditTrail
{
    /// <summary>Returns once the row is committed, or at once where the operator traded that for latency.</summary>
    /// <exception cref="Errors.UnavailableException"><c>database_unavailable</c>: within two seconds; nothing was recorded.</exception>
    ValueTask RecordAsync(AuditEntry entry, CancellationToken cancellationToken);

    /// <summary>Takes the row at once and commits it soon, also when the database is away for a while. For outcomes, which must not hold an answer back.</summary>
    void Enqueue(AuditEntry entry);

    /// <summary>Keyed hash of a call's arguments, in hexadecimal.</summary>
    string HashArguments(ReadOnlySpan<byte> arguments);
}
