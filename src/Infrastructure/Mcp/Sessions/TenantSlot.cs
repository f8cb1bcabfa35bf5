using McpService.Application.Upstream;

namespace McpService.Infrastructure.Mcp.Sessions;

/// <summary>A tenant's place in the pool: its session, or the one being opened. One tenant, one session; a change of credential or integrations replaces it.</summary>
internal sealed class TenantSlot(SessionLimits limits, Func<UpstreamTarget, Task<PooledSession>> open, TimeProvider time)
{
    // While a worn session still serves, an upstream that refuses new ones is not asked with every call.
    private static readonly TimeSpan RenewalPause = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private ConnectionKey? _openingFor;
    private Task<PooledSession>? _opening;
    private long? _renewedAt;
    private bool _closed;

    /// <summary>The session in use, or null.</summary>
    public PooledSession? Current { get; private set; }

    /// <summary>The session that a call would get; null where it would have to be opened.</summary>
    public UpstreamSession? Find(UpstreamTarget target) => Current is { } current && current.Key == target.Key && !current.IsSpent(limits) ? current.Session : null;

    /// <summary>A lease on the tenant's session; opens one where there is none that fits. Callers that come while it opens share it. Null once the slot is closed.</summary>
    public async ValueTask<SessionLease?> AcquireAsync(UpstreamTarget target, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task<PooledSession> opening;
            lock (_lock)
            {
                if (_closed) return null;
                if (Current is { } current && current.Key == target.Key && !current.IsSpent(limits) && current.TryEnter())
                {
                    if (current.IsWorn(limits)) Renew(target);
                    return new SessionLease(current);
                }

                opening = OpenOnce(target);
            }

            // The opening belongs to all who wait for it: one that leaves does not end it.
            var opened = await opening.WaitAsync(cancellationToken);
            if (opened.TryEnter()) return new SessionLease(opened);
        }
    }

    /// <summary>Takes the session out of use; null means whichever is current.</summary>
    public void Retire(PooledSession? session = null)
    {
        lock (_lock)
        {
            session ??= Current;
            if (ReferenceEquals(session, Current)) Current = null;
        }

        session?.Retire();
    }

    /// <summary>Takes the session out of use unless it was opened with <paramref name="key"/>.</summary>
    public void RetireOther(ConnectionKey key)
    {
        PooledSession? other;
        lock (_lock) other = Current is { } current && current.Key != key ? current : null;
        if (other is not null) Retire(other);
    }

    /// <summary>Ends the slot and what is in it; an opening under way ends in a session that is retired at once.</summary>
    public void Close()
    {
        lock (_lock) _closed = true;
        Retire();
    }

    /// <summary>Closes the slot if nothing is here or on its way.</summary>
    public bool TryCloseEmpty()
    {
        lock (_lock) return _closed |= Current is null && _opening is null;
    }

    /// <summary>Opens the next session while this one serves: nobody waits for it, and nobody is told should it fail.</summary>
    private void Renew(UpstreamTarget target)
    {
        if (_opening is not null || (_renewedAt is { } at && time.GetElapsedTime(at) < RenewalPause)) return;
        _renewedAt = time.GetTimestamp();
        _ = OpenOnce(target).ContinueWith(t => t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
    }

    private Task<PooledSession> OpenOnce(UpstreamTarget target)
    {
        var key = target.Key;
        if (_opening is not null && _openingFor == key) return _opening;
        _openingFor = key;
        return _opening = Task.Run(() => OpenAsync(target, key));
    }

    private async Task<PooledSession> OpenAsync(UpstreamTarget target, ConnectionKey key)
    {
        PooledSession? replaced = null;
        try
        {
            var opened = await open(target);
            lock (_lock)
            {
                if (_closed) replaced = opened;
                else (replaced, Current) = (Current, opened);
            }

            return opened;
        }
        finally
        {
            lock (_lock)
            {
                if (_openingFor == key) (_opening, _openingFor) = (null, null);
            }

            replaced?.Retire();
        }
    }
}
