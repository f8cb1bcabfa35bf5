namespace McpService.LoadTests.Rows;

/// <summary>What a figure should reach.</summary>
/// <param name="Aim">The goal.</param>
/// <param name="Limit">What it must never be below; above, where less is better.</param>
/// <param name="Unit">Of the figure.</param>
/// <param name="IsLessBetter">As for times and memory.</param>
internal sealed record Goal(double Aim, double Limit, string Unit, bool IsLessBetter = false)
{
    public static Goal AtLeast(double aim, double limit, string unit) => new(aim, limit, unit);

    public static Goal AtMost(double aim, double limit, string unit) => new(aim, limit, unit, IsLessBetter: true);

    public Verdict Judge(double figure) => IsMet(figure, Aim) ? Verdict.Goal : IsMet(figure, Limit) ? Verdict.Within : Verdict.Missed;

    private bool IsMet(double figure, double bound) => IsLessBetter ? figure <= bound : figure >= bound;
}

/// <summary>How a figure stands to its goal.</summary>
internal enum Verdict
{
    /// <summary>Not measured.</summary>
    None,

    /// <summary>Neither at the goal nor beyond the limit.</summary>
    Within,

    Goal,

    Missed,
}
