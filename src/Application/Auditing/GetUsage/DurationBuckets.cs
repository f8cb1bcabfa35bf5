namespace McpService.Application.Auditing.GetUsage;

/// <summary>The buckets that MCP's semantic conventions give for durations of operations, in OpenTelemetry's sense: up to and with the bound.</summary>
public static class DurationBuckets
{
    /// <summary>Upper bounds in microseconds; the last bucket has none.</summary>
    public static IReadOnlyList<long> Bounds { get; } =
    [
        10_000, 20_000, 50_000, 100_000, 200_000, 500_000, 1_000_000, 2_000_000, 5_000_000, 10_000_000, 30_000_000, 60_000_000, 120_000_000, 300_000_000,
    ];

    public const int Count = 15;

    public static int Of(long microseconds)
    {
        var bucket = 0;
        while (bucket < Bounds.Count && microseconds > Bounds[bucket]) bucket++;
        return bucket;
    }

    /// <summary>Milliseconds below which this part of the calls ended, read off the buckets as if calls were spread evenly within each; null without calls.</summary>
    public static double? Percentile(IReadOnlyList<long> counts, double part)
    {
        var total = counts.Sum();
        if (total == 0) return null;

        var (rank, below) = (part * total, 0L);
        for (var i = 0; i < counts.Count; i++)
        {
            if (below + counts[i] < rank || counts[i] == 0)
            {
                below += counts[i];
                continue;
            }

            var from = i == 0 ? 0 : Bounds[i - 1];
            var to = i < Bounds.Count ? Bounds[i] : from;
            return (from + ((to - from) * (rank - below) / counts[i])) / 1000;
        }

        return Bounds[^1] / 1000;
    }
}
