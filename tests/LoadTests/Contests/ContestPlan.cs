using McpService.LoadTests.Load;
using McpService.LoadTests.Stage;

namespace McpService.LoadTests.Contests;

/// <summary>Runs the contests that hold these cells: those of equal load together, each way warm before.</summary>
internal sealed class ContestPlan(Ways ways, Pace pace, TextWriter progress)
{
    /// <summary>What could not be measured, and why; what did not come to rest.</summary>
    public List<string> Notes { get; } = [];

    public async Task<IReadOnlyList<Contest>> RunAsync(IEnumerable<Cell> cells)
    {
        var contests = new List<Contest>();
        var groups = cells.Distinct().GroupBy(cell => (cell.Connections, cell.Payload)).OrderBy(group => group.Key.Payload).ThenBy(group => group.Key.Connections).ToList();
        var present = new Dictionary<Cell, Way>();
        foreach (var cell in groups.SelectMany(group => group)) await AddAsync(cell, present);
        await WarmAsync([.. present.Values.Distinct()], groups.Select(group => group.Key.Connections).DefaultIfEmpty().Max());
        foreach (var group in groups)
        {
            await progress.WriteLineAsync($"{group.Key.Connections} connections{(group.Key.Payload > 0 ? $", {group.Key.Payload} bytes" : "")} …");
            contests.Add(await Contest.RunAsync(group.Key.Connections, group.Key.Payload, [.. group.Where(present.ContainsKey).Select(cell => present[cell])], pace));
        }

        return contests;
    }

    private async Task AddAsync(Cell cell, Dictionary<Cell, Way> present)
    {
        try
        {
            present[cell] = await ways.FindAsync(cell.Way, cell.Payload);
        }
        catch (MissingException missing)
        {
            if (!Notes.Contains(missing.Message)) Notes.Add(missing.Message);
        }
    }

    private async Task WarmAsync(IReadOnlyList<Way> all, int connections)
    {
        foreach (var way in all)
        {
            await progress.WriteLineAsync($"{way.Name}{(way.Payload > 0 ? $", {way.Payload} bytes" : "")} warms up …");
            if (await WarmUp.RunAsync(way, connections, pace) is { } note) Notes.Add(note);
        }
    }
}
