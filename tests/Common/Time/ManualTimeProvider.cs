using McpService.Common.Waiting;

namespace McpService.Common.Time;

/// <summary>A clock that moves when told. Timers fire within <see cref="Advance"/>, in the order they are due, each at its own time.</summary>
public sealed class ManualTimeProvider(DateTimeOffset start) : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<ManualTimer> _timers = [];
    private readonly Signal _changed = new();
    private TimeSpan _elapsed;

    public ManualTimeProvider() : this(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero))
    {
    }

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>Timers that are set.</summary>
    public int ActiveTimers
    {
        get
        {
            lock (_lock) return _timers.Count(timer => timer.Due is not null);
        }
    }

    private TimeSpan Elapsed
    {
        get
        {
            lock (_lock) return _elapsed;
        }
    }

    public override DateTimeOffset GetUtcNow() => start + Elapsed;

    public override long GetTimestamp() => Elapsed.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, () => callback(state));
        lock (_lock) _timers.Add(timer);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Waits until so many timers are set: until the code under test waits for the clock.</summary>
    public Task WaitForTimersAsync(int count = 1) => _changed.UntilAsync(() => ActiveTimers >= count);

    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        var end = Elapsed + by;
        while (TakeDue(end) is { } timer) timer.Fire();
        lock (_lock) _elapsed = end;
    }

    internal bool Set(ManualTimer timer, TimeSpan dueTime, TimeSpan period)
    {
        lock (_lock)
        {
            if (!_timers.Contains(timer)) return false;
            timer.Due = dueTime == Timeout.InfiniteTimeSpan ? null : _elapsed + dueTime;
            timer.Period = period;
        }
        _changed.Pulse();
        return true;
    }

    internal void Remove(ManualTimer timer)
    {
        lock (_lock) _timers.Remove(timer);
        _changed.Pulse();
    }

    /// <summary>The next timer due, with the clock at its time and its next turn set.</summary>
    private ManualTimer? TakeDue(TimeSpan end)
    {
        lock (_lock)
        {
            var timer = _timers.Where(timer => timer.Due <= end).MinBy(timer => timer.Due);
            if (timer is not { Due: { } due }) return null;
            if (due > _elapsed) _elapsed = due;
            timer.Due = timer.Period > TimeSpan.Zero ? due + timer.Period : null;
            return timer;
        }
    }
}
