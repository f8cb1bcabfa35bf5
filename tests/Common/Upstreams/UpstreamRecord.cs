using System.Collections.Concurrent;
using McpService.Common.Waiting;

namespace McpService.Common.Upstreams;

/// <summary>What an upstream has seen. Safe to read while it runs.</summary>
public sealed class UpstreamRecord(UpstreamSettings settings, Signal changed)
{
    private readonly ConcurrentQueue<RecordedRequest> _requests = new();
    private readonly ConcurrentQueue<string> _cancelled = new();
    private readonly ConcurrentQueue<string> _deleted = new();
    private readonly ConcurrentDictionary<string, int> _hits = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> _paths = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> _runs = new(StringComparer.Ordinal);
    private int _total;
    private int _sessionsOpened;
    private int _hanging;
    private int _streams;
    private long _bytesSent;

    /// <summary>Every request, in the order of arrival; empty when <see cref="UpstreamSettings.KeepHistory"/> is off.</summary>
    public IReadOnlyList<RecordedRequest> Requests => [.. _requests];

    /// <summary>Requests of any kind to any path.</summary>
    public int TotalHits => Volatile.Read(ref _total);

    public int SessionsOpened => Volatile.Read(ref _sessionsOpened);

    /// <summary>Session ids of the DELETEs that ended a session.</summary>
    public IReadOnlyList<string> Deleted => [.. _deleted];

    /// <summary>Request ids named by <c>notifications/cancelled</c>, as they were written.</summary>
    public IReadOnlyList<string> Cancelled => [.. _cancelled];

    /// <summary>Exchanges that wait for <see cref="ScriptableUpstream.Release"/>.</summary>
    public int Hanging => Volatile.Read(ref _hanging);

    /// <summary>Open GET streams.</summary>
    public int OpenStreams => Volatile.Read(ref _streams);

    /// <summary>Bytes of answers handed to the network.</summary>
    public long BytesSent => Volatile.Read(ref _bytesSent);

    /// <summary>Requests with this JSON-RPC method (or HTTP method, when they carry no message).</summary>
    public int Hits(string method) => _hits.GetValueOrDefault(method);

    /// <summary>Requests to this path.</summary>
    public int HitsAt(string path) => _paths.GetValueOrDefault(path);

    /// <summary>Times this tool was really run.</summary>
    public int Runs(string tool) => _runs.GetValueOrDefault(tool);

    public override string ToString() =>
        $"Seen: {string.Join(", ", _hits.Select(h => $"{h.Key} {h.Value}×"))}; sessions {SessionsOpened}, "
        + $"deleted {_deleted.Count}, cancelled {_cancelled.Count}, hanging {Hanging}, streams {OpenStreams}.";

    internal void Request(RecordedRequest request)
    {
        if (settings.KeepHistory) _requests.Enqueue(request);
        Count(_hits, request.Method);
        Count(_paths, request.Path);
        Change(ref _total, 1);
    }

    internal void Run(string tool)
    {
        Count(_runs, tool);
        changed.Pulse();
    }

    internal void SessionOpened() => Change(ref _sessionsOpened, 1);

    internal void SessionDeleted(string id)
    {
        _deleted.Enqueue(id);
        changed.Pulse();
    }

    internal void CancelledBy(string requestId)
    {
        _cancelled.Enqueue(requestId);
        changed.Pulse();
    }

    internal void Hang(int by) => Change(ref _hanging, by);

    internal void Stream(int by) => Change(ref _streams, by);

    internal void Sent(int bytes) => Interlocked.Add(ref _bytesSent, bytes);

    private static void Count(ConcurrentDictionary<string, int> counters, string name) =>
        counters.AddOrUpdate(name, 1, (_, count) => count + 1);

    private void Change(ref int counter, int by)
    {
        Interlocked.Add(ref counter, by);
        changed.Pulse();
    }
}
