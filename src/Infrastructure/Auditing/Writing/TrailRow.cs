using McpService.Application.Auditing;
using McpService.Application.Errors;
using McpService.Application.Idempotency;
using McpService.Domain.Auditing;

namespace McpService.Infrastructure.Auditing.Writing;

/// <summary>An act on its way through the writer.</summary>
internal sealed class TrailRow(TrailWriter writer, AuditEntry entry) : IOpenCall
{
    public AuditEntry Entry { get; } = entry;

    /// <summary>The account of the call's <c>Idempotency-Key</c>: it goes into the database with intent and outcome. Null for none.</summary>
    public KeyedCall? Keyed { get; init; }

    /// <summary>Timestamp since which the call waits for its intent; null where it does not wait.</summary>
    public long? WaitsSince { get; set; }

    /// <summary>The call is over; guarded by the writer.</summary>
    public bool IsEnded { get; set; }

    /// <summary>The intents that this call's is one of; null where it has none.</summary>
    public IntentGroup? Group { get; set; }

    /// <summary>Why the call must not be made; null where it may.</summary>
    public UnavailableException? Refusal { get; set; }

    /// <summary>The call is parked: there is nothing to write of it, and its batch does not hold it open any longer.</summary>
    public bool IsParked { get; private set; }

    public void Close() => writer.End(this);

    public void Park()
    {
        IsParked = true;
        writer.End(this);
    }
}

/// <summary>The intents of one batch.</summary>
/// <param name="writer">Whose batch.</param>
/// <param name="sequence">Its number.</param>
/// <param name="open">How many there are.</param>
internal sealed class IntentGroup(long writer, long sequence, int open)
{
    public long Writer { get; } = writer;

    public long Sequence { get; } = sequence;

    /// <summary>How many have no entry yet.</summary>
    public int Open { get; set; } = open;
}
