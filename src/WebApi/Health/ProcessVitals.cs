namespace McpService.WebApi.Health;

/// <summary>What the process can tell of itself.</summary>
public sealed class ProcessVitals(TimeProvider time)
{
    private readonly long _started = time.GetTimestamp();

    /// <summary>Seconds since this was first asked for; the gateway asks when it starts.</summary>
    public long UptimeSeconds => (long)time.GetElapsedTime(_started).TotalSeconds;

    public static MemoryResponse Memory => new(Environment.WorkingSet, GC.GetTotalMemory(forceFullCollection: false));
}
