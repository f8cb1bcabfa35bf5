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
        List<SessionWatch> watches;
        lock (_lock) watches = _open.TryGetValue(session, out var found) ? [.. found] : [];
        foreach (var watch in watches) watch.Tell();
    }

    private void Remove(SessionWatch watch)
    {
        lock (_lock)
        {
            if (_open.TryGetValue(watch.Session, out var watches) && watches.Remove(watch) && watches.Count == 0) _open.Remove(watch.Session);
        }
    }
}
