using McpService.Common.Gateway;
using McpService.Common.Upstreams.Conformance;
using McpService.FunctionalTests.Transcripts;

namespace McpService.FunctionalTests.Reverse;

/// <summary>SDK clients of every revision that initializes, before the SDK's own server of 2026-07-28, lose nothing of what they can.</summary>
[Category("Clients")]
internal sealed class OlderClientTests
{
    private static IEnumerable<TestCaseData> Clients =>
        from sdk in (string[])["v1", "v2", "csharp"]
        from revision in (string[])["2025-03-26", "2025-06-18", "2025-11-25"]
        let client = new TranscriptClient(sdk, TranscriptServer.Sessionless, revision)
        select new TestCaseData(client).SetArgDisplayNames(client.ToString());

    private ConformanceUpstream _upstream = null!;
    private GatewayHost _gateway = null!;
    private TestTenant _tenant = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _upstream = await ConformanceUpstream.WithoutSessionsAsync();
        _gateway = await GatewayHost.StartAsync([$"--INTEGRATION_APP_MCP_URL={_upstream.Address}"]);
        _tenant = await _gateway.CreateTenantAsync();
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await _gateway.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [TestCaseSource(nameof(Clients))]
    public async Task Client_BeforeAnUpstreamWithoutSessions_SeesEverything(TranscriptClient client)
    {
        var seen = await client.RunAsync(_tenant.McpAddress, new Dictionary<string, string>(StringComparer.Ordinal) { ["Authorization"] = $"Bearer {_tenant.ApiKey}" });

        ((string?)seen["connect"]["outcome"]!["revision"]).ShouldBe(client.Revision);
        seen.Failed.Except(["unknown", "missing", "cancel"], StringComparer.Ordinal).ShouldBeEmpty();
        seen.Failed.ShouldContain("cancel");
        (seen.Asked("elicitation"), seen.Asked("sampling")).ShouldBe((1, 1));
        seen.Heard("progress").ShouldBeGreaterThanOrEqualTo(3);
        foreach (var asking in new[] { "elicitation", "sampling", "roots", "header" }) seen[asking]["outcome"]!.ToJsonString().ShouldNotContain("\"isError\":true");
    }
}
