namespace McpService.WebApi.Streams;

/// <summary>
/// Streams that clients have asked for and that are on their way through this process to the relay, which keeps the order from there on. What a client sends after asking for one goes up after
/// it, or a server asks on a stream that is not there yet, and nobody hears it.
/// </summary>
/// <remarks>
/// A process that has just started has everything of a stream to compile: the first GET took so much longer than the call behind it that one in three was overtaken, some before this process had
/// even seen the GET. Until one has passed, calls are given a moment in which it may come.
/// </remarks>
internal sealed class StreamArrivals(TimeProvider time)
{
    private const int MaxColdWaits = 20; // where no client asks for streams at all

    // A stream that does not come keeps nobody waiting for longer.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ColdLimit = TimeSpan.FromMilliseconds(150);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, List<StreamArrival>> _byTicket = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _coldWaits = MaxColdWaits;
    private volatile bool _isCold = true;
    private volatile bool _isAny; // most messages find none, and take no lock

    /// <summary>A client asks for the stream of a session. It is on its way until it is disposed.</summary>
    public StreamArrival Begin(string ticket)
    {
        var stream = new StreamArrival(this, ticket);
        lock (_lock)
        {
            if (!_byTicket.TryGetValue(ticket, out var others)) _byTicket[ticket] = others = [];
            others.Add(stream);
            _isAny = true;
        }

        return stream;
    }

    /// <summary>Waits until the streams of a session that were asked for before a message have arrived, or have come to nothing.</summary>
    /// <param name="ticket">Of the session; null for none.</param>
    /// <param name="isRequest">The message is one that the upstream may ask something about.</param>
    /// <param name="cancellationToken">The client left.</param>
    public ValueTask WaitAsync(string? ticket, bool isRequest, CancellationToken cancellationToken)
    {
        var isCold = _isCold && isRequest;
        if (ticket is null || !(_isAny || isCold)) return default;
        lock (_lock)
        {
            if (_byTicket.TryGetValue(ticket, out var streams)) return WithinAsync(Task.WhenAll(streams.Select(s => s.Arrived)), Limit, cancellationToken);
        }

        if (!isCold) return default;
        if (Interlocked.Decrement(ref _coldWaits) <= 0) _isCold = false;
        return WithinAsync(_first.Task, ColdLimit, cancellationToken);
    }

    /// <summary>The stream has come to an end of its way.</summary>
    public void End(StreamArrival stream, bool isPassed)
    {
        lock (_lock)
        {
            if (!_byTicket.TryGetValue(stream.Ticket, out var others) || !others.Remove(stream)) return;
            if (others.Count == 0) _byTicket.Remove(stream.Ticket);
            _isAny = _byTicket.Count > 0;
        }

        if (!isPassed || !_isCold) return;
        _isCold = false;
        _first.TrySetResult();
    }

    private async ValueTask WithinAsync(Task arrived, TimeSpan limit, CancellationToken cancellationToken)
    {
        try
        {
            await arrived.WaitAsync(limit, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // What waited goes on without.
        }
    }
}
