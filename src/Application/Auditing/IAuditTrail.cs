using McpService.Application.Errors;
using McpService.Application.Idempotency;
using McpService.Domain.Auditing;

namespace McpService.Application.Auditing;

/// <summary>The insert-only trail of who did what.</summary>
public interface IAuditTrail
{
    /// <summary>
    /// A call begins. Returns once its intent is durable, or at once where the operator traded that for latency. The entry may be filled in
    /// further until the call ends; what is durable is what it holds now.
    /// </summary>
    /// <param name="entry">The call.</param>
    /// <param name="keyed">The account of its <c>Idempotency-Key</c>, null for none: its record is committed with the intent, which then is durable in any case, and its result with the outcome.</param>
    /// <param name="cancellationToken">The caller left.</param>
    /// <exception cref="Errors.UnavailableException">
    /// The call must not be made. <c>database_unavailable</c>: within two seconds; <c>overloaded</c>: too much waits to be written;
    /// <c>audit_unavailable</c>: the database refuses what is to be written.
    /// </exception>
    ValueTask<IOpenCall> BeginAsync(AuditEntry entry, KeyedCall? keyed, CancellationToken cancellationToken);

    /// <summary>A call without a key begins.</summary>
    ValueTask<IOpenCall> BeginAsync(AuditEntry entry, CancellationToken cancellationToken) => BeginAsync(entry, keyed: null, cancellationToken);

    /// <summary>Takes an act that is over and had no intent; it is committed soon.</summary>
    /// <exception cref="Errors.UnavailableException"><c>overloaded</c>: too much waits to be written.</exception>
    void Record(AuditEntry entry);

    /// <summary>A call that was parked, here or elsewhere, goes on: its intent is durable.</summary>
    IOpenCall Reopen(AuditEntry entry);

    /// <summary>Keyed hash of a call's arguments, 32 bytes.</summary>
    byte[] HashArguments(ReadOnlySpan<byte> arguments);
}

/// <summary>A call whose end the trail waits for.</summary>
public interface IOpenCall
{
    /// <summary>The entry tells how it ended. Never waits and is never refused: the answer must not be held back.</summary>
    void Close();

    /// <summary>The call is parked under a row of its own, which is durable: it is no longer this process's to conclude.</summary>
    void Park();
}
