using McpService.Application.Upstream;
using McpService.Domain.Tenants;

namespace McpService.Infrastructure.Mcp.Sessions;

/// <summary>A session in the pool with what decides how long it stays there.</summary>
internal sealed class PooledSession(UpstreamSession session, UpstreamTarget target, TimeProvider time, Action<UpstreamSession> close)
{
    // A static token is what it is: only one that the gateway mints gets newer by opening another session.
    private readonly bool _renewable = target.Credential.Kind == CredentialKind.Workspace;
    private readonly Lock _lock = new();
    private readonly long _openedAt = time.GetTimestamp();
    private long _lastUsed = time.GetTimestamp();
    private int _calls;
    private int _inUse;
    private bool _retired;

    public UpstreamSession Session { get; } = session;

    /// <summary>What it was opened with.</summary>
    public ConnectionKey Key { get; } = target.Key;

    /// <summary>It should be replaced, but serves until another is open.</summary>
    public bool IsWorn(SessionLimits limits) =>
        Volatile.Read(ref _calls) >= limits.MaxCalls
        || time.GetElapsedTime(_openedAt) >= limits.MaxAge
        || (_renewable && TokenEndsWithin(limits.RenewBefore));

    /// <summary>No call may begin on it: its token might not outlive the call.</summary>
    public bool IsSpent(SessionLimits limits) => TokenEndsWithin(_renewable ? limits.SpentBefore : TimeSpan.Zero);

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

    private bool TokenEndsWithin(TimeSpan limit) => Session.Token.ExpiresAt - time.GetUtcNow() <= limit;
}
