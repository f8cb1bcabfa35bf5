using McpService.Application;
using McpService.Application.Mcp;
using McpService.Application.Upstream;

namespace McpService.Infrastructure.Mcp.Streams;

/// <summary>The open streams of each tenant, so that they can be ended when the tenant is suspended or deleted or its credential replaced.</summary>
internal sealed class TenantStreams(TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, HashSet<TenantStream>> _open = [];

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
            lock (_lock) return _open.Values.Sum(s => s.Count);
        }
    }

    /// <summary>Registers a stream.</summary>
    /// <param name="target">Whose stream.</param>
    /// <param name="requestId">Id of the client's request, for the error to name.</param>
    /// <param name="isAnswer">It answers a request and then ends; false for one that stays open for what may come.</param>
    /// <exception cref="McpException">The tenant has too many.</exception>
    public TenantStream Open(UpstreamTarget target, ReadOnlyMemory<byte> requestId, bool isAnswer)
    {
        var stream = new TenantStream(this, target, isAnswer, time.GetTimestamp());
        lock (_lock)
        {
            if (!_open.TryGetValue(target.TenantRef, out var streams)) _open[target.TenantRef] = streams = [];
            if (streams.Count < Bounds.StreamsPerTenant)
            {
                streams.Add(stream);
                return stream;
            }
        }

        stream.Dispose();
        throw new McpException(429, JsonRpcCodes.Refused, $"This tenant has {Bounds.StreamsPerTenant} streams open; close one first.", requestId);
    }

    /// <summary>Ends the tenant's streams, but for those of <paramref name="current"/>; where there is a current one, the answers of the one before pass to their end.</summary>
    public void End(Guid tenantRef, ConnectionKey? current, long asOf)
    {
        List<TenantStream> ended;
        lock (_lock)
        {
            if (!_open.TryGetValue(tenantRef, out var streams)) return;
            ended = [.. streams.Where(s => s.Key != current && s.OpenedAt <= asOf && !(s.IsAnswer && current is not null))];
        }

        foreach (var stream in ended) stream.End();
    }

    public void Remove(TenantStream stream)
    {
        lock (_lock)
        {
            if (_open.TryGetValue(stream.TenantRef, out var streams) && streams.Remove(stream) && streams.Count == 0) _open.Remove(stream.TenantRef);
        }
    }
}

/// <summary>One open stream; <see cref="Ended"/> fires when the gateway ends it.</summary>
internal sealed class TenantStream(TenantStreams owner, UpstreamTarget target, bool isAnswer, long openedAt) : IDisposable
{
    private readonly CancellationTokenSource _ended = new();

    public Guid TenantRef { get; } = target.TenantRef;

    public ConnectionKey Key { get; } = target.Key;

    public bool IsAnswer => isAnswer;

    public long OpenedAt => openedAt;

    public CancellationToken Ended => _ended.Token;

    public void End()
    {
        try
        {
            _ended.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It ended by itself at the same moment.
        }
    }

    public void Dispose()
    {
        owner.Remove(this);
        _ended.Dispose();
    }
}
