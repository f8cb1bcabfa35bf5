using System.Globalization;
using McpService.LoadTests.Contests;
using McpService.LoadTests.Machine;
using McpService.LoadTests.Rows;

namespace McpService.LoadTests.Reports;

/// <summary>A whole run as Markdown: the rows with their goals, then what they were taken from.</summary>
/// <param name="Machine">What it ran on.</param>
/// <param name="Rows">With their figures.</param>
/// <param name="Contests">All of them.</param>
/// <param name="Notes">What a reader must know to judge the figures.</param>
internal sealed record RunReport(MachineShape Machine, IReadOnlyList<RowResult> Rows, IReadOnlyList<Contest> Contests, IReadOnlyList<string> Notes)
{
    public long Wrong => Contests.Sum(contest => contest.Ways.Sum(way => way.Wrong));

    public override string ToString() =>
        $"""
        Measured on {Machine}. Wrong answers: {Wrong}.

        | | goal | never below | here | |
        |---|---|---|---|---|
        {string.Join('\n', Rows)}

        {string.Join("\n\n", Contests.Select(ContestTable.Write))}
        {string.Concat(AllNotes().Select(note => $"\n- {note}"))}

        """;

    private IEnumerable<string> AllNotes()
    {
        if (Notes.Count + Contests.Count > 0) yield return string.Create(CultureInfo.InvariantCulture, $"Others kept {Contests.Select(contest => contest.ForeignLoad).DefaultIfEmpty().Max():F2} of {Machine.Processors} processors busy at the worst moment.");
        foreach (var note in Notes) yield return note;
        foreach (var (contest, way) in Contests.SelectMany(contest => contest.Ways.Select(way => (contest, way))).Where(pair => pair.way.GeneratorLoad > 0.9))
            yield return string.Create(CultureInfo.InvariantCulture, $"{way.Way.Name} at {contest.Connections} connections: the generator was busy {way.GeneratorLoad:P0} of the time and may have been what limits.");
    }
}
