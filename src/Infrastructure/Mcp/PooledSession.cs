using McpService.Application.Abstractions;

namespace McpService.Infrastructure.Mcp;

/// <summary>A session in the pool with what decides how long it stays there.</summary>
internal sealed class PooledSession(UpstreamSession session, UpstreamConnection connection, TimeProvider time, Action<UpstreamSession> close)
{
    private readonly Lock _lock = new();
    private readonly long _openedAt = time.GetTimestamp();
    private long _lastUsed = time.GetTimestamp();
    private int _calls;
    private int _inUse;
    private bool _retired;

    public UpstreamSession Session { get; } = session;

    /// <summary>Opened with this version of the credential, for these integrations.</summary>
    public bool Fits(UpstreamConnection wanted) => connection.Credential.Version == wanted.Credential.Version && connection.Apps == wanted.Apps;

    /// <summary>True for a session that has to be replaced before the next call.</summary>
    public bool IsWorn(SessionLimits limits) =>
        Volatile.Read(ref _calls) >= limits.MaxCalls
        || time.GetElapsedTime(_openedAt) >= limits.MaxAge
        || Session.Token.ExpiresAt - time.GetUtcNow() < limits.RenewBefore;

    public bool IsIdle(TimeSpan limit) => Volatile.Read(ref _inUse) == 0 && IdleTime >= limit;

    public TimeSpan IdleTime => time.GetElapsedTime(Volatile.Read(ref _lastUsed));

    /// <summary>Begins a call; false when the session was retired in the meantime.</summary>
    public bool TryEnter()
    {
        lock (_lock)
        {
            if (_retired) return false;
            _inUse++;
            _calls++;
            return true;
        }
    }

    public void Leave()
    {
        lock (_lock)
        {
            _inUse--;
            _lastUsed = time.GetTimestamp();
            if (!_retired || _inUse > 0) return;
        }

        close(Session);
    }

    /// <summary>No more calls; the session ends at the upstream when those under way have ended.</summary>
    public void Retire()
    {
        lock (_lock)
        {
            if (_retired) return;
            _retired = true;
            if (_inUse > 0) return;
        }

        close(Session);
    }
}
