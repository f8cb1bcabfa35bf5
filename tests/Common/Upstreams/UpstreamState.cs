using System.Collections.Concurrent;
using McpService.Common.Upstreams.Faults;
using McpService.Common.Waiting;

namespace McpService.Common.Upstreams;

/// <summary>What lives as long as the upstream, across its restarts.</summary>
internal sealed class UpstreamState
{
    private TaskCompletionSource _release = NewRelease();

    public UpstreamState() => (Record, Tools) = (new UpstreamRecord(Settings, Changed), new UpstreamTools(Settings));

    public UpstreamSettings Settings { get; } = new();
    public Signal Changed { get; } = new();
    public UpstreamRecord Record { get; }
    public UpstreamTools Tools { get; }
    public FaultPlan Faults { get; } = new();
    public ConcurrentDictionary<string, ScriptedSession> Sessions { get; } = new(StringComparer.Ordinal);
    public ConcurrentDictionary<string, Func<UpstreamCall, Task<string>>> Methods { get; } = new(StringComparer.Ordinal);

    public Task Released => Volatile.Read(ref _release).Task;

    public void Release() => Interlocked.Exchange(ref _release, NewRelease()).TrySetResult();

    public ScriptedSession OpenSession(string token, string query)
    {
        var session = new ScriptedSession(Settings.NewSessionId(), token, query);
        Sessions[session.Id] = session;
        Record.SessionOpened();
        return session;
    }

    public bool EndSession(string id)
    {
        if (!Sessions.TryRemove(id, out var session)) return false;
        session.End();
        return true;
    }

    private static TaskCompletionSource NewRelease() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
