using McpService.LoadTests.Contests;
using McpService.LoadTests.Load;
using McpService.LoadTests.Stage;

namespace McpService.LoadTests.Rows;

/// <summary>What rows take their figures from.</summary>
/// <param name="Stage">For those that measure by themselves.</param>
/// <param name="Contests">Those that ran.</param>
/// <param name="Pace">How thoroughly.</param>
internal sealed record Measures(MeasuringStage Stage, IReadOnlyList<Contest> Contests, Pace Pace)
{
    /// <exception cref="MissingException">The way was not there to be measured.</exception>
    public Samples Of(Cell cell) =>
        Contests.FirstOrDefault(contest => contest.Connections == cell.Connections && contest.Payload == cell.Payload)?.Find(cell.Way)
        ?? throw new MissingException($"{cell.Way} was not measured.");
}
