namespace McpService.LoadTests.Load;

/// <summary>Load on a way until what a call costs stands still: a program in .NET is compiled again while it turns out what is hot.</summary>
internal static class WarmUp
{
    private const int Compared = 3;
    private const double Still = 0.04;

    /// <returns>Null when it stood still; else the last costs, for the reader to judge.</returns>
    public static async Task<string?> RunAsync(Way way, int connections, Pace pace)
    {
        if (pace.WarmUp == TimeSpan.Zero) return null;
        var costs = new List<double>();
        for (var spent = TimeSpan.Zero; spent < pace.WarmUp; spent += pace.Sample)
        {
            costs.Add((await Wrk.RunAsync(way, connections, pace.Sample)).CpuMicroseconds);
            if (way.ProcessId is null || IsStill(costs)) return null;
        }

        return $"{way.Name} did not come to rest within {pace.WarmUp.TotalSeconds:F0} s: {string.Join(", ", costs.TakeLast(Compared).Select(cost => $"{cost:F0}"))} µs of processor time a call.";
    }

    private static bool IsStill(List<double> costs)
    {
        if (costs.Count < Compared) return false;
        var last = costs.TakeLast(Compared).ToList();
        return last.Max() <= last.Min() * (1 + Still);
    }
}
