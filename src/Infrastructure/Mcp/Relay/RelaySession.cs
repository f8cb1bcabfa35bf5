using McpService.Application.Upstream;
using McpService.Domain.Secrets;
using McpService.Infrastructure.Mcp.Streams;
using McpService.Infrastructure.Mcp.Wire;
using McpService.Infrastructure.Security.Credentials;

namespace McpService.Infrastructure.Mcp.Relay;

/// <summary>One upstream session of an MCP client.</summary>
/// <param name="id">The upstream's id: a secret.</param>
/// <param name="key">What it was opened with.</param>
/// <param name="address">The upstream, with the session's query.</param>
/// <param name="token">A token the upstream takes.</param>
/// <param name="revision">Protocol revision that its client names; null for none.</param>
/// <param name="questions">What its client is asked.</param>
/// <param name="seenAt">Timestamp of its first exchange here.</param>
internal sealed class RelaySession(string id, ConnectionKey key, Uri address, UpstreamToken token, string? revision, Questions questions, long seenAt)
{
    // A server that says nothing before there is something keeps nobody waiting for longer.
    private static readonly TimeSpan OpeningLimit = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private UpstreamToken _token = token;
    private (UpstreamToken Token, SecretScrubber Scrubber)? _scrubber;
    private long _lastUse;
    private int _answers;
    private int _streams;
    private TaskCompletionSource? _opening;

    public string Id => id;

    /// <summary>By what replicas tell each other of it.</summary>
    public string Fingerprint => field ??= SessionFingerprint.Of(id);

    public ConnectionKey Key => key;

    public Uri Address => address;

    public string? Revision => revision;

    public Questions Questions => questions;

    public long SeenAt => seenAt;

    /// <summary>It was opened here, and is counted as such; another replica's is only remembered.</summary>
    public bool IsOwn { get; init; }

    /// <summary>The token it was used with last.</summary>
    public UpstreamToken Token
    {
        get
        {
            lock (_lock) return _token;
        }
    }

    /// <summary>Keeps the token and the session's id out of what passes; made once for both.</summary>
    public SecretScrubber ScrubberFor(UpstreamToken token)
    {
        lock (_lock)
        {
            if (_scrubber is not { } kept || !ReferenceEquals(kept.Token, token)) _scrubber = kept = (token, new SecretScrubber(token.Value, new Secret(id)));
            return kept.Scrubber;
        }
    }

    /// <summary>Timestamp of its last use, here or, as far as was told, elsewhere.</summary>
    public long LastUse => Math.Max(seenAt, Volatile.Read(ref _lastUse));

    /// <summary>An answer is under way. Streams that only wait do not count.</summary>
    public bool IsInUse => Volatile.Read(ref _answers) > 0;

    /// <summary>Nothing of its client is open here.</summary>
    public bool IsIdle => !IsInUse && Volatile.Read(ref _streams) == 0;

    /// <summary>An exchange begins on it.</summary>
    /// <param name="token">A token the upstream takes, newer perhaps.</param>
    /// <param name="waits">It is a stream that waits for news, and no call.</param>
    /// <param name="now">Timestamp.</param>
    public void Enter(UpstreamToken token, bool waits, long now)
    {
        lock (_lock) _token = token;
        UsedAt(now);
        Interlocked.Increment(ref waits ? ref _streams : ref _answers);
    }

    public void Leave(bool waits, long now)
    {
        UsedAt(now);
        Interlocked.Decrement(ref waits ? ref _streams : ref _answers);
    }

    /// <summary>Its client's stream is on its way to the upstream.</summary>
    /// <returns>For <see cref="StreamOpened"/>, when the upstream has it.</returns>
    public TaskCompletionSource OpenStream()
    {
        var opening = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref _opening, opening);
        return opening;
    }

    /// <summary>The upstream has the stream, or will not.</summary>
    public void StreamOpened(TaskCompletionSource opening)
    {
        opening.TrySetResult();
        Interlocked.CompareExchange(ref _opening, null, opening);
    }

    /// <summary>
    /// Waits until the upstream has the stream that the client asked for before. On connections of their own the one does not overtake the other by chance: a server that asks on a stream that
    /// is not there yet asks nobody.
    /// </summary>
    public async ValueTask StreamIsOpenAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _opening) is not { Task.IsCompleted: false } opening) return;
        try
        {
            await opening.Task.WaitAsync(OpeningLimit, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            opening.TrySetResult();
        }
    }

    public void UsedAt(long now) => Volatile.Write(ref _lastUse, now);
}
