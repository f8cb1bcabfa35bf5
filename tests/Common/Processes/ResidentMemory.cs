using System.Globalization;

namespace McpService.Common.Processes;

/// <summary>What a process holds of the machine's memory, in bytes, as the kernel counts it (proc(5)).</summary>
public static class ResidentMemory
{
    public static long Of(int processId) => Read(processId, "VmRSS:");

    /// <summary>The most it held since it began, or since <see cref="ForgetPeak"/>.</summary>
    public static long PeakOf(int processId) => Read(processId, "VmHWM:");

    /// <summary>The peak is what it holds now.</summary>
    public static void ForgetPeak(int processId) => File.WriteAllText($"/proc/{processId}/clear_refs", "5");

    private static long Read(int processId, string field)
    {
        var line = File.ReadLines($"/proc/{processId}/status").Single(l => l.StartsWith(field, StringComparison.Ordinal));
        return long.Parse(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
    }
}
