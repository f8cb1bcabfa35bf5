using System.Collections.Concurrent;
using System.Collections.Specialized;
using System.Threading.Channels;
using System.Web;
using McpService.Common.Gateway;

namespace McpService.Common.Upstreams;

/// <summary>A session of a <see cref="ScriptableUpstream"/>: runs with the token and the query it was opened with.</summary>
public sealed class ScriptedSession(string id, string token, string query)
{
    private const string Standalone = "standalone";

    private readonly NameValueCollection _query = HttpUtility.ParseQueryString(query);
    private readonly ConcurrentDictionary<string, CancellationTokenSource> _running = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, TaskCompletionSource<string>> _asked = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Channel<SseEvent>, string> _streams = new();
    private readonly ConcurrentQueue<SseEvent> _events = new();
    private int _lastEvent;
    private int _lastAsked;

    public string Id => id;
    public string Token => token;

    /// <summary>Integrations named by <c>apps</c>; empty means all.</summary>
    public IReadOnlyList<string> Apps { get; } = HttpUtility.ParseQueryString(query)["apps"]?.Split(',') ?? [];

    public bool IsDynamic => string.Equals(_query["mode"], "dynamic", StringComparison.Ordinal);

    /// <summary>Tools switched on with <c>enable-tools</c>.</summary>
    public IReadOnlyCollection<string> EnabledTools { get; internal set; } = [];

    internal SseEvent NewEvent(string stream, string json, bool keep)
    {
        var made = new SseEvent(stream, $"{stream}_{Interlocked.Increment(ref _lastEvent)}", json);
        if (keep) _events.Enqueue(made);
        foreach (var (open, name) in _streams)
        {
            if (string.Equals(name, stream, StringComparison.Ordinal)) open.Writer.TryWrite(made);
        }

        return made;
    }

    /// <summary>The later events of the stream that event belongs to.</summary>
    internal IEnumerable<SseEvent> EventsAfter(string eventId)
    {
        var all = _events.ToArray();
        var at = Array.FindIndex(all, e => string.Equals(e.Id, eventId, StringComparison.Ordinal));
        return at < 0 ? [] : all.Skip(at + 1).Where(e => string.Equals(e.Stream, all[at].Stream, StringComparison.Ordinal));
    }

    /// <summary>What is said from now on on the stream of this event; without one on the session's own.</summary>
    internal Channel<SseEvent> OpenStream(string? lastEventId)
    {
        var stream = Channel.CreateUnbounded<SseEvent>();
        _streams[stream] = _events.FirstOrDefault(e => string.Equals(e.Id, lastEventId, StringComparison.Ordinal))?.Stream ?? Standalone;
        return stream;
    }

    internal void CloseStream(Channel<SseEvent> stream) => _streams.TryRemove(stream, out _);

    internal void Push(string json, bool keep) => NewEvent(Standalone, json, keep);

    internal void End()
    {
        foreach (var stream in _streams.Keys) stream.Writer.TryComplete();
    }

    internal void Started(string requestId, CancellationTokenSource cancellation) => _running[requestId] = cancellation;

    internal void Finished(string requestId) => _running.TryRemove(requestId, out _);

    internal void Cancel(string requestId)
    {
        if (!_running.TryRemove(requestId, out var cancellation)) return;
        try
        {
            cancellation.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It finished in this very moment.
        }
    }

    internal (string Id, Task<string> Answer) Ask()
    {
        var asked = Interlocked.Increment(ref _lastAsked).ToString();
        var answer = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        _asked[asked] = answer;
        return (asked, answer.Task);
    }

    internal void Answered(string requestId, string messageJson)
    {
        if (_asked.TryRemove(requestId, out var waiting)) waiting.TrySetResult(messageJson);
    }
}
