namespace McpService.Common.Time;

/// <summary>A timer of a <see cref="ManualTimeProvider"/>, which guards its state.</summary>
internal sealed class ManualTimer(ManualTimeProvider clock, Action fire) : ITimer
{
    /// <summary>On the clock's own scale; null while it is not set.</summary>
    public TimeSpan? Due { get; set; }

    public TimeSpan Period { get; set; }

    public void Fire() => fire();

    public bool Change(TimeSpan dueTime, TimeSpan period) => clock.Set(this, dueTime, period);

    public void Dispose() => clock.Remove(this);

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }
}
