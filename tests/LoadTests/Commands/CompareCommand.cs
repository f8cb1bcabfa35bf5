using McpService.LoadTests.Contests;
using McpService.LoadTests.Load;
using McpService.LoadTests.Machine;
using McpService.LoadTests.Reports;
using McpService.LoadTests.Rows;
using McpService.LoadTests.Stage;

namespace McpService.LoadTests.Commands;

/// <summary>The table: every row that is asked for, with its figure beside its goal.</summary>
internal static class CompareCommand
{
    /// <returns>The exit code: 1 when an answer was wrong. Figures decide nothing; machines differ.</returns>
    public static async Task<int> RunAsync(ComparisonOptions options)
    {
        var rows = options.Only.Count > 0 ? [.. options.Only.SelectMany(AllRows.Find).Distinct()] : AllRows.List.Where(row => row.IsQuick || !options.IsQuick).ToList();
        var isWhole = options is { IsQuick: false, Only.Count: 0 };
        await PublishedGateway.UseAsync();
        var report = await MeasureAsync(rows, isWhole ? Landmarks(rows) : [], options.IsQuick ? Pace.Quick : Pace.Full);
        await JsonReport.WriteAsync(report, options.Json);
        if (options.IsForDocs) await MarkedPage.ReplaceAsync(Path.Combine(Repository.Root, "docs", "performance.md"), "table", report.ToString());
        await Console.Out.WriteLineAsync(report.ToString());
        return report.Wrong == 0 ? 0 : 1;
    }

    public static async Task<RunReport> MeasureAsync(IReadOnlyList<Row> rows, IEnumerable<Cell> more, Pace pace)
    {
        await using var stage = new MeasuringStage();
        var plan = new ContestPlan(new Ways(stage), pace, Console.Error);
        var contests = await plan.RunAsync([.. more, .. rows.SelectMany(row => row.Cells)]);
        var measures = new Measures(stage, contests, pace);
        var results = new List<RowResult>();
        foreach (var row in rows)
        {
            if (row.Cells.Count == 0) await Console.Error.WriteLineAsync($"{row.What} …");
            results.Add(await RowResult.MeasureAsync(row, measures));
        }

        return new RunReport(await MachineShape.ReadAsync(), results, contests, plan.Notes);
    }

    /// <summary>The known ways beside the measured ones, under the same loads.</summary>
    private static IEnumerable<Cell> Landmarks(IEnumerable<Row> rows) =>
        from load in rows.SelectMany(row => row.Cells).Select(cell => (cell.Connections, cell.Payload)).Distinct()
        from way in WayNames.Landmarks
        select new Cell(way, load.Connections, load.Payload);
}
