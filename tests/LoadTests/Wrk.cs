using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using McpService.Common.Upstreams;
using McpService.Domain.Tenants;

namespace McpService.LoadTests;

/// <summary>One sample of load.</summary>
/// <param name="CallsPerSecond">Answers a second.</param>
/// <param name="MedianMs">Half of the answers came within this time.</param>
/// <param name="P99Ms">99 of 100 answers came within this time.</param>
/// <param name="Wrong">Answers that were not the right one, and connections that failed.</param>
/// <param name="CpuMicroseconds">Processor time of the process between, for each call.</param>
internal sealed record Sample(double CallsPerSecond, double MedianMs, double P99Ms, long Wrong, double CpuMicroseconds);

/// <summary>Debian's <c>wrk</c>, with a script that looks at every answer.</summary>
internal static partial class Wrk
{
    public static async Task<Sample> RunAsync(Way way, int connections, TimeSpan duration)
    {
        var script = Path.GetTempFileName();
        await File.WriteAllTextAsync(script, Script(way));
        try
        {
            var start = new ProcessStartInfo("wrk", ["-t1", $"-c{connections}", $"-d{duration.TotalSeconds:F0}s", "--latency", "-s", script, way.Url.AbsoluteUri]) { RedirectStandardOutput = true, UseShellExecute = false };
            var before = CpuOf(way);
            using var wrk = Process.Start(start) ?? throw new InvalidOperationException("wrk did not start.");
            var output = await wrk.StandardOutput.ReadToEndAsync();
            await wrk.WaitForExitAsync();
            var sample = Read(output);
            return sample with { CpuMicroseconds = (CpuOf(way) - before).TotalMicroseconds / (sample.CallsPerSecond * duration.TotalSeconds) };
        }
        finally
        {
            File.Delete(script);
        }
    }

    public static double Median(List<Sample> samples, Func<Sample, double> value) => samples.Select(value).Order().ElementAt(samples.Count / 2);

    private static TimeSpan CpuOf(Way way)
    {
        if (way.ProcessId is not { } id) return TimeSpan.Zero;
        using var process = Process.GetProcessById(id);
        return process.TotalProcessorTime;
    }

    private static string Script(Way way) =>
        $$"""
        wrk.method = "POST"
        wrk.body = [==[{{way.Body}}]==]
        wrk.headers["Content-Type"] = "application/json"
        wrk.headers["Accept"] = "application/json, text/event-stream"
        {{string.Join('\n', way.Headers.Select(h => $"wrk.headers[\"{h.Name}\"] = \"{h.Value}\""))}}
        local threads = {}
        function setup(thread) table.insert(threads, thread) end
        function init(args) wrong = 0 {{Prepare(way)}} end
        function response(status, headers, body)
          if status ~= 200 or not string.find(body, "{{FastUpstream.Canary}}", 1, true) then wrong = wrong + 1 end
        end
        function done(summary, latency, requests)
          local sum = 0
          for _, thread in ipairs(threads) do sum = sum + thread:get("wrong") end
          io.write(string.format("RESULT %f %f %f %d\n", summary.requests / summary.duration * 1e6, latency:percentile(50) / 1000, latency:percentile(99) / 1000, sum + summary.errors.connect + summary.errors.read + summary.errors.timeout))
        end
        """;

    /// <summary>Makes the requests beforehand, so that the choice among them costs next to nothing.</summary>
    private static string Prepare(Way way) => way.Tenants.Count == 0 ? "" :
        $$"""
          local paths, keys, requests = { {{Texts(way.Tenants.Select(tenant => tenant.Path))}} }, { {{Texts(way.Tenants.Select(tenant => tenant.ApiKey))}} }, {}
          for i, path in ipairs(paths) do
            wrk.headers["x-api-key"] = keys[i]
            requests[i] = wrk.format(nil, path)
          end
          request = function() return requests[math.random(#requests)] end
        """;

    private static string Texts(IEnumerable<string> texts) => string.Join(", ", texts.Select(text => $"\"{text}\""));

    private static Sample Read(string output)
    {
        var found = Result().Match(output);
        if (!found.Success) throw new InvalidOperationException($"wrk said: {output}");
        return new Sample(Number(found, "rate"), Number(found, "p50"), Number(found, "p99"), long.Parse(found.Groups["wrong"].Value, CultureInfo.InvariantCulture), 0);
    }

    private static double Number(Match match, string group) => double.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"RESULT (?<rate>\S+) (?<p50>\S+) (?<p99>\S+) (?<wrong>\d+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Result();
}
