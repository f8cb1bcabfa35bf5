using System.Globalization;
using McpService.LoadTests.Rows;

namespace McpService.LoadTests.Trail;

/// <summary>A figure of the trail beside its goal.</summary>
/// <param name="Database">Which one.</param>
/// <param name="What">What was measured.</param>
/// <param name="Goal">What it should be.</param>
/// <param name="Figure">What it is.</param>
internal sealed record TrailMeasure(string Database, string What, Goal Goal, double Figure)
{
    public override string ToString()
    {
        var verdict = Goal.Judge(Figure) == Verdict.Goal ? "met" : "**missed**";
        return $"| {Database} | {What} | {(Goal.IsLessBetter ? "≤" : "≥")} {Text(Goal.Aim)} {Goal.Unit} | {Text(Figure)} {Goal.Unit} | {verdict} |";
    }

    private static string Text(double number) => number.ToString("#,0.##", CultureInfo.InvariantCulture);
}
