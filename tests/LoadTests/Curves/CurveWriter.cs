using System.Globalization;
using McpService.LoadTests.Machine;
using McpService.LoadTests.Reports;

namespace McpService.LoadTests.Curves;

/// <summary>A curve's table and chart, in the page of figures.</summary>
internal static class CurveWriter
{
    /// <param name="curve">What was measured.</param>
    /// <param name="machine">On what.</param>
    /// <param name="folder">Holds <c>performance.md</c>; the chart goes into <c>charts</c> below it.</param>
    /// <returns>What was written.</returns>
    public static async Task<string> WriteAsync(Curve curve, MachineShape machine, string folder)
    {
        var charts = Directory.CreateDirectory(Path.Combine(folder, "charts"));
        await File.WriteAllTextAsync(Path.Combine(charts.FullName, $"{curve.Name}.svg"), SvgChart.Write(curve));
        var text =
            $"""
            ![Processor time of a call against {curve.What}](charts/{curve.Name}.svg)

            | {curve.What} | {string.Join(" | ", curve.Ways.Select(way => $"{way}, µs of CPU a call | calls/s"))} |
            |---{string.Concat(curve.Ways.Select(_ => "|---|---"))}|
            {string.Join('\n', curve.Points.Select(point => Line(curve, point)))}

            Measured on {machine}; wrong answers: {curve.Wrong}.
            """;
        await MarkedPage.ReplaceAsync(Path.Combine(folder, "performance.md"), curve.Name, text);
        return text;
    }

    private static string Line(Curve curve, CurvePoint point) =>
        $"| {point.Label} | {string.Join(" | ", curve.Ways.Select(way => point.Contest.Find(way)!).Select(way => string.Create(CultureInfo.InvariantCulture, $"{way.CpuMicroseconds:F0} | {way.CallsPerSecond:F0}")))} |";
}
