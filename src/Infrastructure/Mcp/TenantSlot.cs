using McpService.Application.Abstractions;

namespace McpService.Infrastructure.Mcp;

/// <summary>A tenant's place in the pool: its session, or the one being opened. One tenant, one session; a change of credential or integrations replaces it.</summary>
internal sealed class TenantSlot(SessionLimits limits, Func<UpstreamConnection, Task<PooledSession>> open)
{
    private readonly Lock _lock = new();
    private UpstreamConnection? _openingFor;
    private Task<PooledSession>? _opening;
    private bool _closed;

    /// <summary>The session in use, or null.</summary>
    public PooledSession? Current { get; private set; }

    /// <summary>A lease on the tenant's session; opens one where there is none that fits. Callers that come while it opens share it. Null once the slot is closed.</summary>
    public async ValueTask<SessionLease?> AcquireAsync(UpstreamConnection connection, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task<PooledSession> opening;
            lock (_lock)
            {
                if (_closed) return null;
                if (Current is { } current && current.Fits(connection) && !current.IsWorn(limits) && current.TryEnter()) return new SessionLease(current);
                opening = OpenOnce(connection);
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

    private Task<PooledSession> OpenOnce(UpstreamConnection connection)
    {
        if (_opening is not null && _openingFor is not null && SameSession(_openingFor, connection)) return _opening;
        _openingFor = connection;
        return _opening = Task.Run(() => OpenAsync(connection));
    }

    private async Task<PooledSession> OpenAsync(UpstreamConnection connection)
    {
        PooledSession? replaced = null;
        try
        {
            var opened = await open(connection);
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
                if (ReferenceEquals(_openingFor, connection)) (_opening, _openingFor) = (null, null);
            }

            replaced?.Retire();
        }
    }

    private static bool SameSession(UpstreamConnection a, UpstreamConnection b) => a.Credential.Version == b.Credential.Version && a.Apps == b.Apps;
}
