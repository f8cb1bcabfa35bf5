using System.Runtime.CompilerServices;
using McpService.Application.Errors;
using McpService.Domain.Auditing;

namespace McpService.Application.Mcp;

/// <summary>The answer to an <see cref="McpExchange"/>; its body may still be on its way. Whoever gets one reads it to the end or disposes it.</summary>
public abstract class McpReply : IAsyncDisposable
{
    private Askers _ended;
    private List<Action<AuditOutcome, string?>>? _endedToo;
    private (AuditOutcome Outcome, string? Code)? _last;

    /// <summary>HTTP status.</summary>
    public required int Status { get; init; }

    /// <summary>Null where there is no body.</summary>
    public string? ContentType { get; init; }

    /// <summary>Goes out as <c>Mcp-Session-Id</c>; null for none.</summary>
    public string? Ticket { get; init; }

    /// <summary>From then on the ticket opens nothing; null where it was not made here, or has no end.</summary>
    public DateTimeOffset? TicketEndsAt { get; set; }

    /// <summary>It answers with the result of an earlier call with the same idempotency key.</summary>
    public bool IsReplayed { get; init; }

    /// <summary>Bytes of the body that went to the client so far; whoever sends them counts them.</summary>
    public long BytesSent { get; set; }

    /// <summary>As far as can be told, the client has the answer: somebody asked for what comes after it.</summary>
    public bool IsDelivered { get; protected set; }

    /// <summary>It asks the client something: the call is parked, and another request will bring the answer.</summary>
    public bool IsParked { get; protected set; }

    /// <summary>The next bytes to send, and to flush at once; valid until the next call. Empty at the end.</summary>
    /// <exception cref="Errors.UpstreamException">The body broke off: what was sent so far must not end as if it were whole.</exception>
    public abstract ValueTask<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Asks to be told, once, how the exchange ended and with which error code: after the last byte, or when nobody reads on. Several may ask.</summary>
    public void OnEnded(Action<AuditOutcome, string?> ended)
    {
        foreach (ref var place in (Span<Action<AuditOutcome, string?>?>)_ended)
        {
            if (place is not null) continue;
            place = ended;
            return;
        }

        (_endedToo ??= []).Add(ended);
    }

    public abstract ValueTask DisposeAsync();

    /// <summary>Tells how the exchange ended; only the first word counts, which may be that of <see cref="EndWith"/>.</summary>
    protected void End(AuditOutcome outcome, string? code = null)
    {
        if (_last is { } last) (outcome, code) = last;
        foreach (ref var place in (Span<Action<AuditOutcome, string?>?>)_ended) Interlocked.Exchange(ref place, null)?.Invoke(outcome, code);
        if (_endedToo is null) return;
        foreach (var ended in Interlocked.Exchange(ref _endedToo, null) ?? []) ended(outcome, code);
    }

    /// <summary>How the exchange ends with these bytes. It is told when they were sent, or when nobody reads on: they count.</summary>
    protected ReadOnlyMemory<byte> EndWith(ReadOnlyMemory<byte> bytes, AuditOutcome outcome, string? code)
    {
        _last = (outcome, code);
        return bytes;
    }

    /// <summary>Who asked, in the reply itself: nearly none has more, and a list would be three objects a call.</summary>
    [InlineArray(4)]
    private struct Askers
    {
        private Action<AuditOutcome, string?>? _first;
    }
}
