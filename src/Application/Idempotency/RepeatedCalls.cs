using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using McpService.Application.Auditing;
using McpService.Application.Callers;
using McpService.Application.Errors;
using McpService.Domain.Auditing;

namespace McpService.Application.Idempotency;

/// <summary>
/// Makes a call that has a key once: what is sent again under it is answered from what became of the first. Calls of this process are found here; those of others, and of
/// before, in the database, which decides where two replicas begin at once.
/// </summary>
internal sealed class RepeatedCalls(ICallRecords records, IAuditTrail trail)
{
    private readonly ConcurrentDictionary<CallKey, KeyedCall> _underWay = new();

    /// <param name="call">Has a key.</param>
    /// <param name="audited">The same call, as the trail sees it.</param>
    /// <param name="context">Whose.</param>
    /// <param name="run">Makes it; for the first of its key alone.</param>
    /// <param name="cancellationToken">The caller left.</param>
    /// <exception cref="RepeatedCallException">The first one is under way, or there is no answer to repeat.</exception>
    /// <exception cref="IdempotencyKeyReusedException">The first one was another.</exception>
    public async Task<TResponse> RunAsync<TResponse>(
        IRepeatableCall<TResponse> call, IAuditedCall audited, ICallContext context, Func<Task<TResponse>> run, CancellationToken cancellationToken)
    {
        IdempotencyKeys.Check(call.IdempotencyField, call.IdempotencyKey!);
        var keyed = new KeyedCall(new CallKey(context.RequiredTenant.Id, call.IdempotencyKey!), DigestOf(call.Door, audited), Forget);
        if (Begin(keyed, out var isFree) is { } first) return Repeat(first, keyed, call, audited, context);

        try
        {
            if (!isFree && await records.FindAsync(keyed.Key, cancellationToken) is { } found) return Repeat(found, keyed, call, audited, context);

            call.Keyed = keyed;
            return await run();
        }
        catch (IdempotencyKeyTakenException)
        {
            // Another replica began between the look and the commit. The trail has the entry of this one already.
            var others = await records.FindAsync(keyed.Key, cancellationToken);
            return Answer(others ?? new CallRecord(CallRecordState.UnderWay, keyed.Record.Asked, null), keyed, call);
        }
        finally
        {
            if (!keyed.IsClaimed) Forget(keyed);
        }
    }

    /// <summary>The first call of this key in this process; null where that is this one.</summary>
    /// <param name="keyed">This one.</param>
    /// <param name="isFree">One before it did not run. What the database has is its record, on its way out: that commit comes before this call's.</param>
    private CallRecord? Begin(KeyedCall keyed, out bool isFree)
    {
        isFree = false;
        while (true)
        {
            if (_underWay.TryAdd(keyed.Key, keyed)) return null;
            if (!_underWay.TryGetValue(keyed.Key, out var first)) continue;
            if (first.Record is { State: not CallRecordState.Free } record) return record;
            if (isFree = _underWay.TryUpdate(keyed.Key, keyed, first)) return null;
        }
    }

    private void Forget(KeyedCall keyed) => _underWay.TryRemove(new KeyValuePair<CallKey, KeyedCall>(keyed.Key, keyed));

    private TResponse Repeat<TResponse>(CallRecord first, KeyedCall keyed, IRepeatableCall<TResponse> call, IAuditedCall audited, ICallContext context)
    {
        var entries = context.Acts;
        var entry = entries.Begin(audited.Action);
        entry.Tool = audited.Tool;
        entry.BytesIn = audited.Arguments.Length;
        try
        {
            var answer = Answer(first, keyed, call);
            entries.Conclude(entry, AuditOutcome.Replayed, code: null);
            return answer;
        }
        catch (GatewayException refused)
        {
            entries.Conclude(entry, AuditOutcome.Refused, refused.Code);
            throw;
        }
        finally
        {
            trail.Record(entry);
        }
    }

    private static TResponse Answer<TResponse>(CallRecord first, KeyedCall keyed, IRepeatableCall<TResponse> call)
    {
        if (!CryptographicOperations.FixedTimeEquals(first.Asked.Span, keyed.Record.Asked.Span)) throw new IdempotencyKeyReusedException();
        return first switch
        {
            { State: CallRecordState.UnderWay } => throw RepeatedCallException.UnderWay(),
            { State: CallRecordState.Done, Result: { } result } => call.Replay(result),
            { State: CallRecordState.Done } => throw RepeatedCallException.NotKept(),
            _ => throw RepeatedCallException.OutcomeUnknown(),
        };
    }

    /// <summary>Arguments enter it by their keyed hash, so that whoever reads the table cannot try values.</summary>
    private byte[] DigestOf(string door, IAuditedCall audited) =>
        SHA256.HashData([.. Encoding.UTF8.GetBytes($"{door} {audited.Tool}\0"), .. trail.HashArguments(audited.Arguments.Span)]);
}
