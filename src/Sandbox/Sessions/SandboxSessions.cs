using System.Security.Cryptography;

namespace McpService.Sandbox.Sessions;

/// <summary>
/// The open sessions. The real server keeps what is not deleted for ever; this one lives inside a process that may run
/// for weeks, so a session idle for an hour is lost, and beyond <see cref="Capacity"/> the one not used for longest.
/// </summary>
internal sealed class SandboxSessions(TimeProvider time)
{
    public const int Capacity = 10_000;

    public static readonly TimeSpan IdleLimit = TimeSpan.FromHours(1);

    private static readonly TimeSpan SweepInterval = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, SandboxSession> _sessions = [];
    private long _lastSweep = time.GetTimestamp();

    public SandboxSession Open(SandboxToken token, SessionQuery options)
    {
        // The id is all it takes to use the session: random, not a sequence.
        var id = new Guid(RandomNumberGenerator.GetBytes(16)).ToString();
        var session = new SandboxSession(id, token, options) { LastUsed = time.GetTimestamp() };
        lock (_gate)
        {
            MakeRoom();
            _sessions.Add(session.Id, session);
        }

        return session;
    }

    /// <summary>The session with that id, which counts as a use of it; null when there is none or it idled away.</summary>
    public SandboxSession? Find(string id)
    {
        lock (_gate)
        {
            if (!_sessions.TryGetValue(id, out var session) || IsIdle(session)) return null;
            session.LastUsed = time.GetTimestamp();
            return session;
        }
    }

    public void Close(string id)
    {
        lock (_gate)
        {
            if (_sessions.Remove(id, out var session)) session.Events.Close();
        }
    }

    private void MakeRoom()
    {
        if (time.GetElapsedTime(_lastSweep) >= SweepInterval)
        {
            _lastSweep = time.GetTimestamp();
            foreach (var session in _sessions.Values.Where(IsIdle).ToList()) Close(session.Id);
        }

        if (_sessions.Count >= Capacity) Close(_sessions.Values.MinBy(session => session.LastUsed)!.Id);
    }

    private bool IsIdle(SandboxSession session) => time.GetElapsedTime(session.LastUsed) >= IdleLimit && !session.Events.HasListeners;
}
