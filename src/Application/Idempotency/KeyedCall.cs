using McpService.Domain.Auditing;

namespace McpService.Application.Idempotency;

/// <summary>A call that was given a key, from its intent to the commit of its outcome. Written by the call alone, and read by its repetitions.</summary>
/// <param name="key">The key.</param>
/// <param name="asked">Digest of what is asked.</param>
/// <param name="settled">Told, once, that nobody needs this any more: the database knows all of it.</param>
public sealed class KeyedCall(CallKey key, byte[] asked, Action<KeyedCall> settled)
{
    private byte[]? _result;
    private bool _isRefused;
    private volatile CallRecord _record = new(CallRecordState.UnderWay, asked, null);

    public CallKey Key { get; } = key;

    /// <summary>What a repetition is told of it now.</summary>
    public CallRecord Record => _record;

    /// <summary>The entry in the trail that it stands beside. Set with the intent.</summary>
    public Guid CallId { get; set; }

    /// <summary>Its record is in the database, or may be: who gave it there tells when it is settled.</summary>
    public bool IsClaimed { get; set; }

    /// <summary>Somebody else's record was there first, so that this call is not made.</summary>
    public bool IsTaken { get; set; }

    /// <summary>Keeps the result, if it is one that can be kept.</summary>
    /// <param name="result">The JSON-RPC <c>result</c>, UTF-8.</param>
    public void Keep(ReadOnlySpan<byte> result) => _result = result.Length <= Bounds.KeptResult ? result.ToArray() : null;

    /// <summary>The upstream said that it did not do it.</summary>
    public void Refused() => _isRefused = true;

    /// <summary>The call is over.</summary>
    /// <param name="outcome">How it ended.</param>
    public void Conclude(AuditOutcome outcome)
    {
        var state = outcome switch
        {
            AuditOutcome.Success or AuditOutcome.ToolError => CallRecordState.Done,
            AuditOutcome.RpcError => _isRefused ? CallRecordState.Free : CallRecordState.Unknown,
            AuditOutcome.NotSent or AuditOutcome.Failed or AuditOutcome.AuthFailed or AuditOutcome.Throttled => CallRecordState.Free,
            _ => CallRecordState.Unknown,
        };
        _record = new CallRecord(state, asked, state == CallRecordState.Done ? _result : null);
    }

    /// <summary>The database knows how it ended, or never will.</summary>
    public void Settle() => settled(this);
}
