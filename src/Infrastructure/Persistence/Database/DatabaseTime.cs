namespace McpService.Infrastructure.Persistence.Database;

/// <summary>
/// How long one request waits for the database. What EF Core takes to load and to compile is not the database's, and does not count: on a small
/// machine that takes seconds, once.
/// </summary>
internal sealed class DatabaseTime(TimeSpan limit, TimeSpan grace, TimeProvider clock) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _cancelled = new(Timeout.InfiniteTimeSpan, clock);
    private readonly CancellationTokenSource _over = new(Timeout.InfiniteTimeSpan, clock);
    private TimeSpan _left = limit;
    private long? _since;
    private bool _isDisposed;

    /// <summary>The statement is cancelled.</summary>
    public CancellationToken Cancelled => _cancelled.Token;

    /// <summary>Nobody waits any longer for the driver to cancel it.</summary>
    public CancellationToken Over => _over.Token;

    /// <summary>From now on the database is waited for.</summary>
    public void Run()
    {
        lock (_lock)
        {
            if (_isDisposed || _since is not null) return;
            _since = clock.GetTimestamp();
            _cancelled.CancelAfter(_left);
            _over.CancelAfter(_left + grace);
        }
    }

    /// <summary>The database is not waited for, until <see cref="Run"/>.</summary>
    public void Pause()
    {
        lock (_lock)
        {
            if (_isDisposed || _since is not { } since) return;
            _left = TimeSpan.FromTicks(Math.Max(0, (_left - clock.GetElapsedTime(since)).Ticks));
            _since = null;
            _cancelled.CancelAfter(Timeout.InfiniteTimeSpan);
            _over.CancelAfter(Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>What was given up on may still be under way, and tell the time.</summary>
    public void Dispose()
    {
        lock (_lock) _isDisposed = true;
        _cancelled.Dispose();
        _over.Dispose();
    }
}
