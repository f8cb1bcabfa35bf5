using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using McpService.LoadTests.Machine;

namespace McpService.LoadTests.Load;

/// <summary>Debian's <c>wrk</c>, with a script that looks at every answer.</summary>
internal static partial class Wrk
{
    private const string Program = "/usr/bin/wrk";

    public static bool IsInstalled => File.Exists(Program);

    public static async Task<Sample> RunAsync(Way way, int connections, TimeSpan duration)
    {
        var script = Path.GetTempFileName();
        await File.WriteAllTextAsync(script, WrkScript.For(way));
        try
        {
            var (busy, cpu) = (Busy.Now(), CpuOf(way));
            var sample = Read(await RunAsync(["-t1", $"-c{connections}", $"-d{duration.TotalSeconds:F0}s", "--latency", "-s", script, way.Url.AbsoluteUri]));
            var since = Busy.Now() - busy;
            return sample with
            {
                CpuMicroseconds = (CpuOf(way) - cpu).TotalMicroseconds / Math.Max(1, sample.Calls),
                ResidentBytes = way.ProcessId is { } id ? ProcessTree.ResidentBytes(id) : 0,
                ForeignLoad = since.Foreign,
                GeneratorLoad = since.EndedChildren,
            };
        }
        finally
        {
            File.Delete(script);
        }
    }

    private static async Task<string> RunAsync(string[] arguments)
    {
        using var wrk = Process.Start(new ProcessStartInfo(Program, arguments) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var output = await wrk.StandardOutput.ReadToEndAsync();
        await wrk.WaitForExitAsync();
        return output;
    }

    private static TimeSpan CpuOf(Way way) => way.ProcessId is { } id ? ProcessTree.CpuOf(id) : TimeSpan.Zero;

    private static Sample Read(string output)
    {
        var found = Result().Match(output);
        return found.Success
            ? new Sample((long)Number(found, "calls"), Number(found, "rate"), Number(found, "p50"), Number(found, "p99"), Number(found, "calls") == 0 ? 1 : (long)Number(found, "wrong"))
            : throw new InvalidOperationException($"wrk said: {output}");
    }

    private static double Number(Match match, string group) => double.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"RESULT (?<calls>\d+) (?<rate>\S+) (?<p50>\S+) (?<p99>\S+) (?<wrong>\d+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Result();
}
