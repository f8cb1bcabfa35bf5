namespace McpService.Infrastructure.Mcp.Http;

/// <summary>How long one call may take in all, joined with the caller's own token. One source for both: a linked one beside it would double what a call pays.</summary>
internal sealed class CallLimit : IDisposable
{
    // While the clock stands still, what is left does not get less: it is not looked at without a pause.
    private static readonly TimeSpan ShortestCheck = TimeSpan.FromMilliseconds(100);

    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource _source;
    private readonly CancellationTokenRegistration _callerGone;
    private readonly ITimer? _timer;
    private readonly TimeProvider _time;
    private readonly TimeSpan _limit;
    private readonly Func<TimeSpan>? _still;
    private readonly long _startedAt;
    private readonly TimeSpan _stillAtStart;

    /// <param name="limit">The limit; infinite for what waits for news.</param>
    /// <param name="time">Clock.</param>
    /// <param name="caller">The caller's token.</param>
    public CallLimit(TimeSpan limit, TimeProvider time, CancellationToken caller)
        : this(new CancellationTokenSource(limit, time), limit, time, caller)
    {
    }

    /// <summary>A limit whose clock can stand still.</summary>
    /// <param name="limit">The limit.</param>
    /// <param name="still">How long the clock has stood still, since whenever.</param>
    /// <param name="time">Clock.</param>
    /// <param name="caller">The caller's token.</param>
    public CallLimit(TimeSpan limit, Func<TimeSpan> still, TimeProvider time, CancellationToken caller)
        : this(new CancellationTokenSource(), limit, time, caller)
    {
        (_still, _startedAt, _stillAtStart) = (still, time.GetTimestamp(), still());
        _timer = time.CreateTimer(static state => ((CallLimit)state!).Check(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(limit, Timeout.InfiniteTimeSpan); // not before the field is set: the check sets it again
    }

    private CallLimit(CancellationTokenSource source, TimeSpan limit, TimeProvider time, CancellationToken caller)
    {
        (_source, _limit, _time, _caller) = (source, limit, time, caller);
        _callerGone = caller.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), _source);
    }

    public CancellationToken Token => _source.Token;

    /// <summary>The time is up, and not the caller gone.</summary>
    public bool IsExpired => _source.IsCancellationRequested && !_caller.IsCancellationRequested;

    public void Dispose()
    {
        // First, and to its end: a source that is gone must not be told to cancel.
        _callerGone.Dispose();
        _timer?.Dispose();
        _source.Dispose();
    }

    private void Check()
    {
        var left = _limit - (_time.GetElapsedTime(_startedAt) - (_still!() - _stillAtStart));
        try
        {
            if (left <= TimeSpan.Zero) _source.Cancel();
            else _timer!.Change(left > ShortestCheck ? left : ShortestCheck, Timeout.InfiniteTimeSpan);
        }
        catch (ObjectDisposedException)
        {
            // The call ended at the same moment.
        }
    }
}
