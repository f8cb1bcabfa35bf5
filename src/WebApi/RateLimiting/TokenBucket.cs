namespace McpService.WebApi.RateLimiting;

/// <summary>
/// A token bucket in one number (the generic cell rate algorithm): the time at which it will be full again. It refills continuously,
/// so that <c>Retry-After</c> is true, needs no timer, and takes a changed rate at once.
/// </summary>
/// <remarks>The framework's <c>TokenBucketRateLimiter</c> refills in steps, needs a timer, and reads a clock of its own.</remarks>
internal sealed class TokenBucket
{
    private long _fullAt;
    private int _counted;

    /// <summary>Smoothed over a few seconds; whoever looks at it last keeps it.</summary>
    public double Demand { get; set; }

    /// <summary>What was noted and not taken yet.</summary>
    public int Counted => Volatile.Read(ref _counted);

    public bool IsFull(long now) => Volatile.Read(ref _fullAt) <= now;

    /// <summary>Notes some more, for whoever takes the count.</summary>
    public void Note(int more) => Interlocked.Add(ref _counted, more);

    public int TakeCounted() => Interlocked.Exchange(ref _counted, 0);

    /// <summary>It is full again no sooner than then: somebody else knows more.</summary>
    public void FillNoSoonerThan(long fullAt)
    {
        for (var held = Volatile.Read(ref _fullAt); held < fullAt; held = Volatile.Read(ref _fullAt))
        {
            if (Interlocked.CompareExchange(ref _fullAt, fullAt, held) == held) return;
        }
    }

    /// <summary>What a request would be told now; takes nothing.</summary>
    public RateDecision Look(Rate rate, long now, TimeProvider time)
    {
        var (interval, burst) = Step(rate, time);
        var fullAt = Math.Max(Volatile.Read(ref _fullAt), now);
        var excess = fullAt + interval - now - (interval * burst);
        return new RateDecision(excess <= 0, excess > 0 ? Span(excess, time) : TimeSpan.Zero, rate.Burst, Math.Max(0, -excess / interval), Span(fullAt - now, time));
    }

    /// <summary>Takes one token where there is one.</summary>
    /// <param name="rate">The rate that holds now.</param>
    /// <param name="now">Timestamp of <paramref name="time"/>.</param>
    /// <param name="time">Tells what a timestamp is worth.</param>
    public RateDecision Take(Rate rate, long now, TimeProvider time)
    {
        var (interval, burst) = Step(rate, time);
        var capacity = interval * burst;
        while (true)
        {
            var held = Volatile.Read(ref _fullAt);
            var fullAt = Math.Max(held, now) + interval;
            var excess = fullAt - now - capacity;
            if (excess > 0) return new RateDecision(Granted: false, Span(excess, time), rate.Burst, Remaining: 0, Span(fullAt - interval - now, time));

            if (Interlocked.CompareExchange(ref _fullAt, fullAt, held) == held)
                return new RateDecision(Granted: true, TimeSpan.Zero, rate.Burst, -excess / interval, Span(fullAt - now, time));
        }
    }

    private static (long Interval, int Burst) Step(Rate rate, TimeProvider time) =>
        (Math.Max(1, (long)(rate.Period.TotalSeconds * time.TimestampFrequency / (rate.Permits * rate.Share))), Math.Max(1, (int)(rate.Burst * rate.Share)));

    private static TimeSpan Span(long ticks, TimeProvider time) => TimeSpan.FromSeconds((double)ticks / time.TimestampFrequency);
}
