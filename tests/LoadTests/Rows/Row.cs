using McpService.LoadTests.Contests;

namespace McpService.LoadTests.Rows;

/// <summary>One row of what is to be reached.</summary>
/// <param name="Name">For <c>--only</c>.</param>
/// <param name="What">As the table has it.</param>
/// <param name="Goal">What it should reach.</param>
/// <param name="Figure">Takes it from the contests, or measures it by itself.</param>
internal sealed record Row(string Name, string What, Goal Goal, Func<Measures, Task<double>> Figure)
{
    /// <summary>The contests' cells that the figure is made of.</summary>
    public IReadOnlyList<Cell> Cells { get; init; } = [];

    /// <summary>Measured with <c>--quick</c>, too.</summary>
    public bool IsQuick { get; init; }

    /// <summary>A row whose figure is a comparison of cells.</summary>
    public static Row OfCells(string name, string what, Goal goal, Func<Measures, double> figure, params Cell[] cells) =>
        new(name, what, goal, measures => Task.FromResult(figure(measures))) { Cells = cells };
}
