using McpService.Application.Mcp;

namespace McpService.Infrastructure.Mcp.Streams;

/// <summary>
/// How long an answer on a stream is waited for: as long as the upstream has something to say, and no longer than an hour. While a person thinks
/// about a question of the upstream's, the clock stands still.
/// </summary>
internal sealed class Patience
{
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    private readonly TimeSpan? _silence;
    private readonly Questions? _questions;
    private readonly TimeProvider _time;
    private readonly long _startedAt;
    private readonly TimeSpan _stillAtStart;
    private long _spokenAt;
    private TimeSpan _stillWhenSpoken;

    /// <param name="silence">How long the upstream may be silent; null for ever.</param>
    /// <param name="questions">What the client of the session is asked; null where nothing is.</param>
    /// <param name="time">Clock.</param>
    public Patience(TimeSpan? silence, Questions? questions, TimeProvider time)
    {
        (_silence, _questions, _time) = (silence, questions, time);
        _startedAt = _spokenAt = time.GetTimestamp();
        _stillAtStart = _stillWhenSpoken = Still;
    }

    public bool IsOver => _silence is { } silence && (Silence >= silence || _time.GetElapsedTime(_startedAt) - (Still - _stillAtStart) >= Longest);

    /// <summary>When to look again, at the latest.</summary>
    public TimeSpan NextLook
    {
        get
        {
            if (_silence is not { } silence || _questions?.AreOpen == true) return KeepAlive.Interval;
            var left = silence - Silence;
            return left >= KeepAlive.Interval ? KeepAlive.Interval : left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    private TimeSpan Still => _questions?.Still ?? TimeSpan.Zero;

    private TimeSpan Silence => _time.GetElapsedTime(_spokenAt) - (Still - _stillWhenSpoken);

    /// <summary>The upstream said something.</summary>
    public void Spoken() => (_spokenAt, _stillWhenSpoken) = (_time.GetTimestamp(), Still);

    /// <summary>The upstream asked something, perhaps.</summary>
    /// <param name="request">Its request.</param>
    public void Asked(ReadOnlySpan<byte> request) => _questions?.Asked(request);
}
