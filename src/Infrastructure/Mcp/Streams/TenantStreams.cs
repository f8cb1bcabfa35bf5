using McpService.Application;
using McpService.Application.Errors;
using McpService.Application.Health;
using McpService.Application.Mcp;

namespace McpService.Infrastructure.Mcp.Streams;

/// <summary>The open streams of each tenant, so that they can be counted, and ended when what they hang on ends.</summary>
internal sealed class TenantStreams : ITenantStreams
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, TenantStream> _open = []; // each tenant's newest, from which the others hang
    private readonly DrainState _drain;
    private readonly TimeProvider _time;
    private readonly int _max;
    private int _waiting; // those that are no answers

    /// <param name="drain">How far the process is on its way out.</param>
    /// <param name="time">Clock.</param>
    /// <param name="max">Streams that may be open for news, over all tenants.</param>
    public TenantStreams(DrainState drain, TimeProvider time, int max)
    {
        (_drain, _time, _max) = (drain, time, max);
        drain.Draining.Register(() => ForAll(stream => stream.Leave()));
        drain.Over.Register(() => ForAll(stream => stream.End()));
    }

    /// <summary>Tenants that have streams open.</summary>
    public IReadOnlyCollection<Guid> Tenants
    {
        get
        {
            lock (_lock) return [.. _open.Keys];
        }
    }

    /// <summary>Streams open, over all tenants.</summary>
    public int Count
    {
        get
        {
            lock (_lock) return _open.Values.Sum(newest => AndOlder(newest).Count());
        }
    }

    public IStreamPlace Open(StreamHolder holder) => Open(holder, requestId: default, isAnswer: false);

    /// <summary>Takes a place for what an exchange is answered with; the client's own where it goes out on a stream that is open already.</summary>
    /// <param name="exchange">What is answered.</param>
    /// <param name="isAnswer">It answers a request and then ends; false for one that stays open for what may come.</param>
    /// <exception cref="McpException">The tenant has as many as it may.</exception>
    /// <exception cref="OverloadedException">All tenants together have as many as they may.</exception>
    public TenantStream Open(McpExchange exchange, bool isAnswer) => exchange.Stream is TenantStream open
        ? open.Lend(isAnswer)
        : Open(StreamHolder.Of(exchange.Context.Caller), exchange.MessageId, isAnswer);

    /// <summary>Ends those of the tenant's streams that hang on what it has no more; a call's answer passes to its end where only the credential changed.</summary>
    /// <param name="tenantRef">The tenant.</param>
    /// <param name="current">What it has; null for one that may not connect at all.</param>
    /// <param name="asOf">Timestamp from before that was read: what was opened later may know better, and is for the next time.</param>
    public void End(Guid tenantRef, TenantAccess? current, long asOf)
    {
        var now = _time.GetUtcNow();
        foreach (var stream in Find(tenantRef, s => s.OpenedAt <= asOf && s.IsOver(current, now))) stream.End();
    }

    public void Remove(TenantStream stream)
    {
        lock (_lock)
        {
            var (isCounted, newer, older) = stream.Neighbours;
            if (!isCounted) return;
            stream.Neighbours = default;
            if (!stream.IsAnswer) _waiting--;
            if (older is not null) older.Neighbours = older.Neighbours with { Newer = newer };
            if (newer is not null) newer.Neighbours = newer.Neighbours with { Older = older };
            else if (older is not null) _open[stream.TenantRef] = older;
            else _open.Remove(stream.TenantRef);
        }
    }

    private TenantStream Open(StreamHolder holder, ReadOnlyMemory<byte> requestId, bool isAnswer)
    {
        var stream = new TenantStream(this, holder, isAnswer, _time.GetTimestamp());
        lock (_lock)
        {
            // Answers belong to calls, which are counted as such: to refuse one here would be to lose what was executed.
            _open.TryGetValue(holder.TenantRef, out var newest);
            if (!isAnswer && AndOlder(newest).Count(s => !s.IsAnswer) >= Bounds.StreamsPerTenant)
                throw new McpException(429, JsonRpcCodes.Refused, $"This tenant has {Bounds.StreamsPerTenant} streams open; close one first.", requestId);
            if (!isAnswer && _waiting >= _max) throw new OverloadedException();

            if (!isAnswer) _waiting++;
            stream.Neighbours = (true, null, newest);
            if (newest is not null) newest.Neighbours = newest.Neighbours with { Newer = stream };
            _open[holder.TenantRef] = stream;
        }

        if (_drain.IsDraining && !isAnswer) stream.Leave();
        return stream;
    }

    private List<TenantStream> Find(Guid tenantRef, Func<TenantStream, bool> isMeant)
    {
        lock (_lock) return [.. AndOlder(_open.GetValueOrDefault(tenantRef)).Where(isMeant)];
    }

    private static IEnumerable<TenantStream> AndOlder(TenantStream? newest)
    {
        for (var stream = newest; stream is not null; stream = stream.Neighbours.Older) yield return stream;
    }

    private void ForAll(Action<TenantStream> end)
    {
        foreach (var stream in Tenants.SelectMany(t => Find(t, _ => true)).ToList()) end(stream);
    }
}
