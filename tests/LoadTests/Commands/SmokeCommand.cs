using McpService.LoadTests.Contests;
using McpService.LoadTests.Curves;
using McpService.LoadTests.Load;
using McpService.LoadTests.Reports;
using McpService.LoadTests.Rows;
using McpService.LoadTests.Stage;

namespace McpService.LoadTests.Commands;

/// <summary>The load test's own code in a few seconds: that it starts, loads, checks and writes. Its figures mean nothing.</summary>
internal static class SmokeCommand
{
    private const int Connections = 2;

    /// <param name="folder">Where table, figures and chart go.</param>
    /// <returns>The exit code: 1 when an answer was wrong, or a wrong one was not seen.</returns>
    public static async Task<int> RunAsync(string folder)
    {
        if (!await SeesWrongAnswersAsync()) return 1;
        var cells = new[] { WayNames.Direct, WayNames.Yarp, WayNames.Rest, WayNames.RelayEvents, WayNames.OverLimit }.Select(way => new Cell(way, Connections)).ToArray();
        var row = Row.OfCells("smoke", "REST tool call", Goal.AtLeast(1, 0, "× YARP"), m => m.Of(cells[2]).CallsPerSecond / m.Of(cells[1]).CallsPerSecond, cells);
        var report = await CompareCommand.MeasureAsync([row], [], Pace.Smoke);
        await JsonReport.WriteAsync(report, Path.Combine(folder, "load-test.json"));

        var page = Path.Combine(folder, "performance.md");
        await File.WriteAllTextAsync(page, "<!-- table: written by the load test -->\n<!-- end of table -->\n<!-- smoke: written by the load test -->\n<!-- end of smoke -->\n");
        await MarkedPage.ReplaceAsync(page, "table", report.ToString());
        var curve = new Curve("smoke", "The same load twice", [new CurvePoint("1", report.Contests[0]), new CurvePoint("2", report.Contests[0])]);
        await CurveWriter.WriteAsync(curve, report.Machine, folder);
        await Console.Out.WriteLineAsync(await File.ReadAllTextAsync(page));
        return report.Wrong == 0 ? 0 : 1;
    }

    private static async Task<bool> SeesWrongAnswersAsync()
    {
        await using var stage = new MeasuringStage();
        var way = await new Ways(stage).FindAsync(WayNames.Direct, 0);
        var sample = await Wrk.RunAsync(way with { Right = new RightAnswer(200, "what no answer says") }, Connections, Pace.Smoke.Sample);
        return sample is { Calls: > 0 } && sample.Wrong >= sample.Calls;
    }
}
