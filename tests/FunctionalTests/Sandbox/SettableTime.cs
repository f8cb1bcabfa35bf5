namespace McpService.FunctionalTests.Sandbox;

/// <summary>A clock that stands still until it is moved.</summary>
internal sealed class SettableTime : TimeProvider
{
    private TimeSpan _elapsed;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _elapsed.Ticks;

    public override DateTimeOffset GetUtcNow() => new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero) + _elapsed;

    public void Advance(TimeSpan by) => _elapsed += by;
}
