using McpService.LoadTests.Contests;
using McpService.LoadTests.Load;
using McpService.LoadTests.Servers;
using McpService.LoadTests.Stage;

namespace McpService.LoadTests.Curves;

/// <summary>The cost of a call against how many come at once, and how long the answer is.</summary>
internal static class LoadCurves
{
    private const int Connections = 16;

    private static readonly int[] ConnectionCounts = [1, 4, 16, 64, 256];
    private static readonly string[] Ways = [WayNames.Yarp, WayNames.Rest, WayNames.RelayJson];

    public static Task<IReadOnlyList<CurvePoint>> ConnectionsAsync(MeasuringStage stage, Pace pace) =>
        MeasureAsync(stage, pace, ConnectionCounts.SelectMany(count => Ways.Select(way => new Cell(way, count))), contest => $"{contest.Connections}");

    public static Task<IReadOnlyList<CurvePoint>> PayloadAsync(MeasuringStage stage, Pace pace) =>
        MeasureAsync(stage, pace, FastTools.Sizes.SelectMany(size => Ways.Select(way => new Cell(way, Connections, size))), contest => Size(contest.Payload));

    private static async Task<IReadOnlyList<CurvePoint>> MeasureAsync(MeasuringStage stage, Pace pace, IEnumerable<Cell> cells, Func<Contest, string> label)
    {
        var contests = await new ContestPlan(new Ways(stage), pace, Console.Error).RunAsync(cells);
        return [.. contests.Select(contest => new CurvePoint(label(contest), contest))];
    }

    private static string Size(int bytes) => bytes switch { < 1024 => $"{bytes} B", < 1024 * 1024 => $"{bytes / 1024} KiB", _ => $"{bytes / 1024 / 1024} MiB" };
}
