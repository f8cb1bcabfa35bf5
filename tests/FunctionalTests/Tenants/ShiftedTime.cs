namespace McpService.FunctionalTests.Tenants;

/// <summary>The system's clock, some time ahead: days pass at once, while timers and timestamps go on as they do.</summary>
internal sealed class ShiftedTime : TimeProvider
{
    private long _ahead;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(Volatile.Read(ref _ahead));

    public void Advance(TimeSpan by) => Interlocked.Add(ref _ahead, by.Ticks);
}
