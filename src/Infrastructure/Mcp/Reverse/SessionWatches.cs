namespace McpService.Infrastructure.Mcp.Reverse;

/// <summary>Streams of played sessions that are open here, so that they hear when their session's row changed.</summary>
internal sealed class SessionWatches
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, List<SessionWatch>> _open = [];

    /// <summary>Sessions that have a stream open here.</summary>
    public IReadOnlyCollection<string> Sessions
    {
        get
        {
            lock (_lock) return [.. _open.Keys];
        }
    }

    public SessionWatch Open(string session)
    {
        var watch = new SessionWatch(session, Remove);
        lock (_lock)
        {
            if (!_open.TryGetValue(session, out var watches)) _open[session] = watches = [];
            watches.Add(watch);
        }

        return watch;
    }

    /// <summary>The session's row changed, or may have.</summary>
    public void Changed(string session)
    {
        foreach (var watch in Of(session)) watch.Tell();
    }

    /// <summary>The session's client subscribes to this address here.</summary>
    public void Await(string session, string address)
    {
        foreach (var watch in Of(session)) watch.Await(address);
    }

    /// <summary>Waits until the streams that are open here are as all changes so far want them; no longer than <paramref name="limit"/>.</summary>
    public async Task CarriedAsync(string session, TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        using var over = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(over.Token, cancellationToken);
        try
        {
            await Task.WhenAll(Of(session).Select(watch => watch.CarriedAsync(either.Token)));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // It will be, a little later.
        }
    }

    private List<SessionWatch> Of(string session)
    {
        lock (_lock) return _open.TryGetValue(session, out var found) ? [.. found] : [];
    }

    private void Remove(SessionWatch watch)
    {
        lock (_lock)
        {
            if (_open.TryGetValue(watch.Session, out var watches) && watches.Remove(watch) && watches.Count == 0) _open.Remove(watch.Session);
        }
    }
}
