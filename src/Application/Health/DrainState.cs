namespace McpService.Application.Health;

/// <summary>
/// How far this process is on its way out. First it is <b>draining</b>: not ready any more, so that nobody sends it what is new, and serving
/// as ever those who have not heard. Then it is <b>closing</b>: it listens no longer and finishes what it has begun. Then it is <b>over</b>.
/// </summary>
public sealed class DrainState(TimeProvider time) : IDisposable
{
    /// <summary>What is in flight has this long once the process listens no longer.</summary>
    public static readonly TimeSpan ClosingLimit = TimeSpan.FromSeconds(23.5);

    // The listener closes a moment after this process decides to: who was let in at that moment has a request to come, and is served.
    private static readonly TimeSpan LastRequests = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _draining = new();
    private readonly CancellationTokenSource _over = new();
    private readonly CancellationTokenSource _cutOff = new();
    private readonly Lock _lock = new();
    private ITimer? _limit;
    private long _closedAt; // 0 before

    public bool IsDraining => _draining.IsCancellationRequested;

    /// <summary>No new request is served.</summary>
    public bool IsClosing => Volatile.Read(ref _closedAt) is not 0 and var closedAt && time.GetElapsedTime(closedAt) > LastRequests;

    /// <summary>Fires when draining begins: what only waits for news may end now.</summary>
    public CancellationToken Draining => _draining.Token;

    /// <summary>Fires when the time of what is in flight is up; how it ended, nobody here will know.</summary>
    public CancellationToken Over => _over.Token;

    /// <summary>From now on nobody is answered: what ends now ends because it was cut off.</summary>
    public bool IsOver => _over.IsCancellationRequested;

    /// <summary>Fires right after <see cref="Over"/>, when whatever ends then knows why: what is left of connections is cut off.</summary>
    public CancellationToken CutOff => _cutOff.Token;

    public void Begin() => _draining.Cancel();

    public void Close()
    {
        Begin();
        lock (_lock)
        {
            if (_closedAt != 0) return;
            Volatile.Write(ref _closedAt, Math.Max(1, time.GetTimestamp()));
            _limit = time.CreateTimer(_ => End(), null, ClosingLimit, Timeout.InfiniteTimeSpan);
        }
    }

    public void Dispose()
    {
        _limit?.Dispose();
        _draining.Dispose();
        _over.Dispose();
        _cutOff.Dispose();
    }

    private void End()
    {
        _over.Cancel();
        _cutOff.Cancel();
    }
}
