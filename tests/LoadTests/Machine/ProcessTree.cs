using System.Globalization;

namespace McpService.LoadTests.Machine;

/// <summary>A process and all it started, summed: nginx works in children.</summary>
internal static class ProcessTree
{
    public static TimeSpan CpuOf(int id) => TimeSpan.FromSeconds(Find(id).Sum(process => process.Own + process.Ended) / (double)ProcessStat.TicksPerSecond);

    public static long ResidentBytes(int id) => Find(id).Sum(process => process.ResidentPages) * Environment.SystemPageSize;

    private static List<ProcessStat> Find(int root)
    {
        var all = new Dictionary<int, ProcessStat>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            var name = Path.GetFileName(folder);
            if (int.TryParse(name, CultureInfo.InvariantCulture, out var id) && ProcessStat.Of(name) is { } process) all[id] = process;
        }

        return [.. all.Where(process => IsWithin(process.Key)).Select(process => process.Value)];

        bool IsWithin(int id) => id == root || (all.TryGetValue(id, out var process) && process.Parent > 0 && IsWithin(process.Parent));
    }
}
