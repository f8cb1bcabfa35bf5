using System.Threading.Channels;
using McpService.Sandbox.Records;

namespace McpService.Sandbox.Sessions;

/// <summary>
/// A session's events: stored to be replayed after <c>Last-Event-ID</c>, within bounds, and handed to whoever listens.
/// As in the TypeScript SDK, a notification that nobody listens for is not kept.
/// </summary>
internal sealed class SessionEvents
{
    private const string StandaloneStream = "_GET_stream";
    private const int MaxEvents = 64;
    private const int MaxCharacters = 128 * 1024;

    private readonly Lock _gate = new();
    private readonly BoundedHistory<StoredEvent> _history = new(MaxEvents, MaxCharacters);
    private readonly Dictionary<string, Channel<StoredEvent>> _listeners = [];
    private long _sequence;
    private bool _closed;

    public bool HasListeners
    {
        get
        {
            lock (_gate) return _listeners.Count > 0;
        }
    }

    /// <summary>The answers to one POST, on a stream of their own.</summary>
    public IReadOnlyList<StoredEvent> StoreAnswers(IEnumerable<string> answers)
    {
        lock (_gate)
        {
            var stream = $"post-{++_sequence}";
            return [.. answers.Select(answer => Store(stream, answer))];
        }
    }

    public void Notify(string message)
    {
        lock (_gate)
        {
            // A listener that has fallen this far behind is let go; it can resume.
            if (_listeners.TryGetValue(StandaloneStream, out var listener)
                && !listener.Writer.TryWrite(Store(StandaloneStream, message)))
            {
                listener.Writer.TryComplete();
            }
        }
    }

    /// <summary>Listens for notifications; null when somebody does already.</summary>
    public EventSubscription? Listen()
    {
        lock (_gate) return _listeners.ContainsKey(StandaloneStream) ? null : Attach(StandaloneStream, []);
    }

    /// <summary>
    /// What followed an event on its stream, then what comes. An unknown event gives a stream on which nothing comes.
    /// </summary>
    public EventSubscription Resume(string lastEventId)
    {
        lock (_gate)
        {
            var last = _history.Items.FirstOrDefault(stored => stored.Id == lastEventId);
            return last is null
                ? Attach("", [])
                : Attach(
                    last.Stream,
                    _history.Items.Where(stored =>
                        stored.Stream == last.Stream && stored.Sequence > last.Sequence));
        }
    }

    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            foreach (var listener in _listeners.Values) listener.Writer.TryComplete();
        }
    }

    private StoredEvent Store(string stream, string message)
    {
        var stored = new StoredEvent(stream, ++_sequence, message);
        _history.Add(stored, message.Length);
        return stored;
    }

    // Whoever resumes a stream takes it over: its old connection may be dead without anyone having noticed.
    private EventSubscription Attach(string stream, IEnumerable<StoredEvent> missed)
    {
        var channel = Channel.CreateBounded<StoredEvent>(2 * MaxEvents);
        if (_listeners.Remove(stream, out var previous)) previous.Writer.TryComplete();
        foreach (var stored in missed) channel.Writer.TryWrite(stored);
        _listeners.Add(stream, channel);
        if (_closed) channel.Writer.TryComplete();
        return new EventSubscription(channel.Reader, () => Detach(stream, channel));
    }

    private void Detach(string stream, Channel<StoredEvent> channel)
    {
        lock (_gate)
        {
            if (_listeners.TryGetValue(stream, out var current) && current == channel) _listeners.Remove(stream);
        }
    }
}
