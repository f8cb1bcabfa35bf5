using System.Globalization;
using McpService.LoadTests.Stage;

namespace McpService.LoadTests.Rows;

/// <summary>A row with its figure.</summary>
/// <param name="Row">What was measured.</param>
/// <param name="Figure">Null where it could not be.</param>
/// <param name="Note">Why it could not.</param>
internal sealed record RowResult(Row Row, double? Figure, string? Note)
{
    public Verdict Verdict => Figure is { } figure ? Row.Goal.Judge(figure) : Verdict.None;

    public static async Task<RowResult> MeasureAsync(Row row, Measures measures)
    {
        try
        {
            return new RowResult(row, await row.Figure(measures), null);
        }
        catch (MissingException missing)
        {
            return new RowResult(row, null, missing.Message);
        }
    }

    /// <summary>The line of the table.</summary>
    public override string ToString()
    {
        var goal = Row.Goal;
        var here = Figure is { } figure ? string.Create(CultureInfo.InvariantCulture, $"{figure:0.##} {goal.Unit}") : Note;
        var verdict = Verdict switch { Verdict.Goal => "goal", Verdict.Within => "within", Verdict.Missed => "**missed**", _ => "not measured" };
        return string.Create(CultureInfo.InvariantCulture, $"| `{Row.Name}` {Row.What} | {goal.Aim} | {goal.Limit} | {here} | {verdict} |");
    }
}
