namespace McpService.LoadTests.Load;

/// <summary>One sample of load.</summary>
/// <param name="Calls">Answers in all.</param>
/// <param name="CallsPerSecond">Answers a second.</param>
/// <param name="MedianMs">Half of the answers came within this time.</param>
/// <param name="P99Ms">99 of 100 answers came within this time.</param>
/// <param name="Wrong">Answers that were not the right one, and connections that failed; 1 where no answer came at all.</param>
internal sealed record Sample(long Calls, double CallsPerSecond, double MedianMs, double P99Ms, long Wrong)
{
    /// <summary>Processor time of the process between, in microseconds for each call; 0 where nothing stands between.</summary>
    public double CpuMicroseconds { get; init; }

    /// <summary>What that process held in memory when the load ended.</summary>
    public long ResidentBytes { get; init; }

    /// <summary>Processors that others on the machine kept busy.</summary>
    public double ForeignLoad { get; init; }

    /// <summary>Part of its one processor that the generator needed; near 1, it is what limits.</summary>
    public double GeneratorLoad { get; init; }
}
