using System.Text.Json;
using McpService.Common.Gateway;
using McpService.Common.Sources;
using McpService.Common.Telemetry;
using McpService.Common.Upstreams.Faults;
using McpService.Common.Waiting;
using McpService.FunctionalTests.Api;

namespace McpService.FunctionalTests.Telemetry;

/// <summary>The dashboard and the alert rules before a real Prometheus that scrapes the gateway.</summary>
internal sealed class DashboardTests : ApiFixture
{
    private const string Token = "a-token-for-the-scraper";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    protected override IEnumerable<string> Settings => [$"--METRICS_TOKEN={Token}", "--METRICS_TENANTS=true"];

    [Test]
    public async Task EveryPanel_BeforeAGatewayWithTraffic_ShowsSeries()
    {
        Upstream.Fault("tools/call", Fault.ServerError, when: request => request.Tool == "echo");
        await using var prometheus = await PrometheusServer.StartAsync(Gateway.Address, Token);

        foreach (var (panel, query) in Queries())
        {
            await Eventually.TrueAsync(
                async cancellationToken =>
                {
                    await CauseTrafficAsync();
                    return await prometheus.CountAsync(query, cancellationToken) > 0;
                },
                $"A series of the panel {panel} ({query})",
                Limit,
                TimeSpan.FromMilliseconds(200));
        }
    }

    [Test]
    public Task AlertRules_AreTakenByPromtool() => PrometheusServer.PromtoolAsync("check", "rules", Path.Combine(SourceTree.Root, "deploy", "prometheus", "alerts.yml"));

    [Test]
    public Task AlertRules_OnWrittenSeries_FireWhenTheyShould() => PrometheusServer.PromtoolAsync("test", "rules", Path.Combine(SourceTree.Root, "deploy", "prometheus", "alerts.test.yml"));

    /// <summary>Each query of the dashboard as Grafana sends it, with everything chosen.</summary>
    private static IEnumerable<(string Panel, string Query)> Queries()
    {
        using var dashboard = JsonDocument.Parse(File.ReadAllText(Path.Combine(SourceTree.Root, "deploy", "grafana", "dashboard.json")));
        foreach (var panel in dashboard.RootElement.GetProperty("panels").EnumerateArray().Where(p => p.TryGetProperty("targets", out _)))
        {
            foreach (var target in panel.GetProperty("targets").EnumerateArray())
            {
                yield return (panel.GetProperty("title").GetString()!, target.GetProperty("expr").GetString()!
                    .Replace("$__rate_interval", "1m", StringComparison.Ordinal)
                    .Replace("$job", ".*", StringComparison.Ordinal)
                    .Replace("$tenant", ".*", StringComparison.Ordinal)
                    .Replace("$tool", ".*", StringComparison.Ordinal));
            }
        }
    }

    /// <summary>A call that succeeds, one that fails at the upstream, one that is refused.</summary>
    private async Task CauseTrafficAsync()
    {
        (await A.ToolAsync("""{"method":"whoami","params":{}}""")).Status.ShouldBe(System.Net.HttpStatusCode.OK);
        ((int)(await B.ToolAsync("""{"method":"echo","params":{}}""")).Status).ShouldBe(502);
        ((int)(await Gateway.SendAsync(HttpMethod.Get, "/api/tenants")).Status).ShouldBe(401);
    }
}
