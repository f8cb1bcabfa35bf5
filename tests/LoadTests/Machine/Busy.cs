using System.Globalization;

namespace McpService.LoadTests.Machine;

/// <summary>Who kept the processors busy: this load test with all it started, and the rest of the machine.</summary>
internal sealed record Busy
{
    private long At { get; init; }

    private double All { get; init; }

    private double Ours { get; init; }

    private double Ended { get; init; }

    public static Busy Now() => new()
    {
        At = TimeProvider.System.GetTimestamp(),
        All = OfMachine(),
        Ours = ProcessTree.CpuOf(Environment.ProcessId).TotalSeconds,
        Ended = (ProcessStat.Of("self")?.Ended ?? 0) / (double)ProcessStat.TicksPerSecond,
    };

    public static Shares operator -(Busy now, Busy before)
    {
        var seconds = TimeProvider.System.GetElapsedTime(before.At, now.At).TotalSeconds;
        var ours = now.Ours - before.Ours;
        return new Shares(Math.Max(0, now.All - before.All - ours) / seconds, (now.Ended - before.Ended) / seconds);
    }

    /// <summary>Seconds that processors were not idle since the machine started. Time that a hypervisor gave to others counts as theirs.</summary>
    private static double OfMachine()
    {
        var fields = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..].Select(field => double.Parse(field, CultureInfo.InvariantCulture)).ToList();
        const int Idle = 3, WaitingForDisk = 4, Steal = 7;
        return (fields.Take(Steal + 1).Sum() - fields[Idle] - fields[WaitingForDisk]) / ProcessStat.TicksPerSecond;
    }

    /// <summary>Processors that were kept busy in between.</summary>
    /// <param name="Foreign">By others on the machine.</param>
    /// <param name="EndedChildren">By what this process started and has seen end.</param>
    public sealed record Shares(double Foreign, double EndedChildren);
}
