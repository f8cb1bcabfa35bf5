using System.Text.Json;
using System.Text.RegularExpressions;
using McpService.Common.Gateway;
using McpService.Common.Node;
using McpService.Common.Proxies;

namespace McpService.FunctionalTests.Conformance;

/// <summary>What the suite found of one server.</summary>
internal sealed partial class ConformanceRun
{
    private ConformanceRun(IReadOnlyList<ConformanceCheck> checks) => Checks = checks;

    /// <summary>All that were made. A scenario that fails early does not make its later ones, one that breaks makes none.</summary>
    public IReadOnlyList<ConformanceCheck> Checks { get; }

    public IReadOnlyList<ConformanceCheck> Scored => [.. Checks.Where(check => check.IsScored)];

    public IReadOnlySet<string> Passed => Checks.Where(check => check.Passed).Select(check => check.Name).ToHashSet(StringComparer.Ordinal);

    public IReadOnlySet<string> PassedScored => Scored.Where(check => check.Passed).Select(check => check.Name).ToHashSet(StringComparer.Ordinal);

    /// <summary>Each scenario with those of its checks that passed.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> PassedByScenario => Checks
        .GroupBy(check => check.Scenario, StringComparer.Ordinal)
        .ToDictionary(
            group => group.Key,
            IReadOnlyList<string> (group) => [.. group.Where(check => check.Passed).Select(check => check.Name)],
            StringComparer.Ordinal);

    /// <summary>Runs <paramref name="suite"/> against the server at <paramref name="url"/>, which is asked without any credential.</summary>
    public static async Task<ConformanceRun> RunAsync(ConformanceSuite suite, Uri url, CancellationToken cancellationToken = default)
    {
        var folder = Directory.CreateTempSubdirectory("conformance-");
        try
        {
            var run = await NodePrograms.RunAsync(
                suite.Script, ["server", "--url", url.AbsoluteUri, "--output-dir", folder.FullName, .. suite.Options],
                cancellationToken: cancellationToken);
            // It ends with 1 when a check fails, which is for the caller to judge; without any results it did not run.
            var checks = Read(folder, suite.IsScored());
            return checks.Count > 0 ? new ConformanceRun(checks) : throw new InvalidOperationException($"Ended with {run.ExitCode}. {run.Errors} {run.Output}");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>The same through a gateway of its own before <paramref name="upstream"/>. The suite cannot send a credential: a proxy adds it.</summary>
    public static async Task<ConformanceRun> ThroughGatewayAsync(ConformanceSuite suite, Uri upstream, params IEnumerable<string> settings)
    {
        await using var gateway = await GatewayHost.StartAsync([$"--INTEGRATION_APP_MCP_URL={upstream}", .. settings]);
        var tenant = await gateway.CreateTenantAsync();
        await using var proxy = await HeaderProxy.StartAsync(tenant.McpAddress, new Dictionary<string, string>(StringComparer.Ordinal) { ["Authorization"] = $"Bearer {tenant.ApiKey}" });
        return await RunAsync(suite, proxy.Address);
    }

    private static List<ConformanceCheck> Read(DirectoryInfo folder, Func<string, bool> isScored)
    {
        var checks = new List<ConformanceCheck>();
        foreach (var results in folder.EnumerateFiles("checks.json", SearchOption.AllDirectories).OrderBy(file => file.FullName, StringComparer.Ordinal))
        {
            var scenario = ScenarioOf().Match(results.Directory!.Name).Groups["scenario"].Value;
            var seen = new Dictionary<string, int>(StringComparer.Ordinal);
            using var document = JsonDocument.Parse(File.ReadAllBytes(results.FullName));
            foreach (var check in document.RootElement.EnumerateArray())
            {
                var id = check.GetProperty("id").GetString()!;
                var status = check.GetProperty("status").GetString()!;
                if (!Counts(id, status)) continue;
                var times = seen[id] = seen.GetValueOrDefault(id) + 1;
                var name = times is 1 ? $"{scenario}/{id}" : $"{scenario}/{id} ({times})";
                var error = check.TryGetProperty("errorMessage", out var message) ? message.GetString() : null;
                checks.Add(new ConformanceCheck(scenario, name, isScored(scenario), status is "SUCCESS", error));
            }
        }

        return checks;
    }

    /// <summary>
    /// What was skipped was not judged, and what informs does not judge. The messages' schemas are checked besides every scenario, by
    /// <c>wire-schema</c> checks that belong to none.
    /// </summary>
    private static bool Counts(string id, string status) =>
        status is "SUCCESS" or "FAILURE" or "WARNING" && !id.StartsWith("wire-schema", StringComparison.Ordinal);

    [GeneratedRegex(@"^server-(?<scenario>.*)-\d{4}-\d\d-\d\dT[\d-]+Z$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ScenarioOf();
}
