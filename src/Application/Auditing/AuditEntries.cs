using McpService.Application.Callers;
using McpService.Domain.Auditing;

namespace McpService.Application.Auditing;

/// <summary>The one maker of entries: what a request does, and who asked for it.</summary>
public sealed class AuditEntries(ICallContext context, TimeProvider time)
{
    private long _startedAt;
    private int _acts;

    /// <summary>What the request is doing. Null outside of what is audited.</summary>
    public AuditEntry? Current { get; private set; }

    public AuditEntry Begin(AuditAction action)
    {
        _startedAt = time.GetTimestamp();
        Current = new AuditEntry { Action = action };
        Identify(Current);
        Fill(Current);
        return Current;
    }

    /// <summary>The change the request was sent for, done to this tenant.</summary>
    /// <exception cref="InvalidOperationException">No audited request is under way: a fault of ours.</exception>
    public AuditEntry Change(Guid tenantRef)
    {
        var entry = Current ?? throw new InvalidOperationException("A change must be an audited request: what is not audited does not happen.");
        Conclude(entry, AuditOutcome.Success, code: null);
        entry.TenantRef = tenantRef;
        return entry;
    }

    /// <summary>The request asked again for a change that was made to this tenant before; it was told what the first one was.</summary>
    /// <exception cref="InvalidOperationException">No audited request is under way: a fault of ours.</exception>
    public void Replay(Guid tenantRef)
    {
        var entry = Current ?? throw new InvalidOperationException("A change must be an audited request, and so must its repetition.");
        Conclude(entry, AuditOutcome.Replayed, code: null);
        entry.TenantRef = tenantRef;
    }

    /// <summary>The act is over. Who asks is read again: some requests find out on the way.</summary>
    public void Conclude(AuditEntry entry, AuditOutcome outcome, string? code)
    {
        Fill(entry);
        entry.Conclude(outcome, code, time.GetElapsedTime(_startedAt));
    }

    /// <summary>A call is over that began with another request: its time is from then to now, a person's included.</summary>
    public void ConcludeParked(AuditEntry entry, AuditOutcome outcome, string? code) => entry.Conclude(outcome, code, time.GetUtcNow() - entry.At);

    private void Fill(AuditEntry entry)
    {
        var caller = context.Caller;
        (entry.Actor, entry.TenantRef, entry.KeyId) = (caller.Actor, caller.Tenant?.Id, caller.KeyId);
        entry.Address ??= context.RemoteAddress;
    }

    // An entry is found by its request without an index: the first act of a request has its id, the next ones differ in the last byte.
    private void Identify(AuditEntry entry)
    {
        var act = _acts++;
        if (!Guid.TryParseExact(context.RequestId, "N", out var request)) entry.Id = Guid.CreateVersion7(time.GetUtcNow());
        else if (act == 0) entry.Id = request;
        else entry.Id = RequestActs.Next(request, act);

        if (entry.Id != request) entry.RequestId = context.RequestId;
    }
}
