namespace McpService.WebApi.RateLimiting;

/// <summary>
/// A token bucket in one number (the generic cell rate algorithm): the time at which it will be full again. It refills continuously,
/// so that <c>Retry-After</c> is true, needs no timer, and takes a changed rate at once.
/// </summary>
/// <remarks>The framework's <c>TokenBucketRateLimiter</c> refills in steps, needs a timer, and reads a clock of its own.</remarks>
internal sealed class TokenBucket
{
    private long _fullAt;

    public bool IsFull(long now) => Volatile.Read(ref _fullAt) <= now;

    /// <summary>Takes one token where there is one.</summary>
    /// <param name="rate">The rate that holds now.</param>
    /// <param name="now">Timestamp of <paramref name="time"/>.</param>
    /// <param name="time">Tells what a timestamp is worth.</param>
    public RateDecision Take(Rate rate, long now, TimeProvider time)
    {
        var interval = Math.Max(1, (long)(rate.Period.TotalSeconds * time.TimestampFrequency / rate.Permits));
        var capacity = interval * rate.Burst;
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

    private static TimeSpan Span(long ticks, TimeProvider time) => TimeSpan.FromSeconds((double)ticks / time.TimestampFrequency);
}
