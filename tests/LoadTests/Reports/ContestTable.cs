using System.Globalization;
using McpService.LoadTests.Contests;
using McpService.LoadTests.Load;

namespace McpService.LoadTests.Reports;

/// <summary>A contest as Markdown, with ratios to YARP.</summary>
internal static class ContestTable
{
    public static string Write(Contest contest)
    {
        var yarp = contest.Find(WayNames.Yarp)?.CallsPerSecond;
        var lines = contest.Ways.Select(way => Line(way, yarp));
        return $"| {Title(contest)} | calls/s | × YARP | p50 ms | p99 ms | µs of CPU a call | MiB | wrong |\n|---|---|---|---|---|---|---|---|\n{string.Join('\n', lines)}";
    }

    private static string Title(Contest contest) =>
        $"{contest.Connections} {(contest.Connections == 1 ? "connection" : "connections")}{(contest.Payload > 0 ? $", {contest.Payload / 1024} KiB in the answer" : "")}";

    private static string Line(Samples way, double? yarp)
    {
        var isBetween = way.Way.ProcessId is not null;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {way.Way.Name} | {way.CallsPerSecond:F0} | {way.CallsPerSecond / yarp:F2} | {way.MedianMs:F2} | {way.P99Ms:F2} | {(isBetween ? way.CpuMicroseconds : null):F0} | {(isBetween ? way.ResidentBytes / 1048576 : null)} | {way.Wrong} |");
    }
}
