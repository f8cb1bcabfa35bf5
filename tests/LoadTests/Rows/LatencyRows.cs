using McpService.LoadTests.Contests;

namespace McpService.LoadTests.Rows;

/// <summary>What one caller alone waits.</summary>
internal static class LatencyRows
{
    private static readonly Cell Yarp = new(WayNames.Yarp, 1);
    private static readonly Cell Rest = new(WayNames.Rest, 1);
    private static readonly Cell Durable = new(WayNames.Durable, 1);

    public static IEnumerable<Row> All() =>
    [
        Row.OfCells("latency", "p50 at 1 connection, REST, buffered", Goal.AtMost(1.2, 1.5, "× YARP's"), m => m.Of(Rest).MedianMs / m.Of(Yarp).MedianMs, Yarp, Rest) with { IsQuick = true },
        new("latency-before-call", "p50 at 1 connection, before-call on PostgreSQL", Goal.AtMost(1.3, 2, "× (a commit + YARP's p50)"), BeforeCallAsync) { Cells = [Yarp, Durable] },
    ];

    private static async Task<double> BeforeCallAsync(Measures measures)
    {
        var durable = measures.Of(Durable).MedianMs;
        var commit = await BareCommit.MedianMsAsync(await measures.Stage.NewPostgresAsync());
        return durable / (commit + measures.Of(Yarp).MedianMs);
    }
}
