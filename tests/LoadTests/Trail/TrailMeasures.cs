using McpService.Common.Growth;
using McpService.LoadTests.Rows;

namespace McpService.LoadTests.Trail;

/// <summary>Everything that is asked of the trail, on one database.</summary>
internal static class TrailMeasures
{
    private const double Microseconds = 10;

    /// <summary>How it stands once it has grown; the growth itself is printed on the way.</summary>
    public static async Task<IReadOnlyList<TrailMeasure>> GrowAsync(string database, string url, long rows)
    {
        var figures = await new TrailGrowth(url, rows, Console.Out).RunAsync(CancellationToken.None);
        return
        [
            new(database, $"the slowest page, or 20,000 rows looked at, of {rows} rows", AtMost(20, "ms"), figures.SlowestPageMs),
            new(database, "audit verify", Goal.AtLeast(100_000, 100_000, "rows/s"), figures.VerifiedPerSecond),
            new(database, "audit verify, all of it", AtMost(60, "s"), figures.VerifySeconds),
            new(database, "retention of an hour", AtMost(1_000, "ms"), figures.RetentionMs),
        ];
    }

    /// <summary>What a call pays.</summary>
    /// <param name="database">Its name.</param>
    /// <param name="url">A database for it alone.</param>
    /// <param name="bareCommitMs">What a row of its own takes on the same disk; null where that is not known.</param>
    public static async Task<IReadOnlyList<TrailMeasure>> CostAsync(string database, string url, double? bareCommitMs)
    {
        var cost = new TrailCost(url);
        var measures = new List<TrailMeasure>();
        foreach (var durability in new[] { "before-call", "buffered" })
            measures.Add(new(database, $"processor time of the trail a call, {durability}, 64 at once", AtMost(Microseconds, "µs"), await cost.ProcessorAsync(durability, CancellationToken.None)));
        if (bareCommitMs is { } bare)
            measures.Add(new(database, "wait for an intent, one call at a time", AtMost(1.3, "× a bare commit"), await cost.IntentMsAsync(CancellationToken.None) / bare));
        return measures;
    }

    private static Goal AtMost(double aim, string unit) => Goal.AtMost(aim, aim, unit);
}
