using System.Text.Json.Nodes;
using McpService.Common.Gateway;
using McpService.Common.Node;
using McpService.Common.Upstreams;

namespace McpService.FunctionalTests.Clients;

/// <summary>A client that others wrote is asked through the gateway what it is asked without it, whichever revision it has chosen.</summary>
[Category("Clients"), Category("Eras")]
internal sealed class AskedClientTests
{
    private NodeUpstream _upstream = null!;
    private GatewayHost _gateway = null!;
    private TestTenant _tenant = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _upstream = await NodeUpstream.StartAsync("everything", ["2025"]);
        _gateway = await GatewayHost.StartAsync($"--INTEGRATION_APP_MCP_URL={_upstream.Address}");
        _tenant = await _gateway.CreateTenantAsync();
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await _gateway.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [TestCase("2026-07-28")]
    [TestCase("auto")]
    public async Task TypeScript_BeforeAServerWithSessions_IsAskedAsItIsDirectly(string revision)
    {
        var direct = await RunAsync("auto", _upstream.Address, "{}");
        var through = await RunAsync(revision, _tenant.McpAddress, $$"""{"Authorization":"Bearer {{_tenant.ApiKey}}"}""");

        direct["revision"]!.GetValue<string>().ShouldBe("2025-11-25");
        through["revision"]!.GetValue<string>().ShouldBe("2026-07-28");
        through["steps"]!.ToJsonString().ShouldBe(direct["steps"]!.ToJsonString());
        through["steps"]!["test_elicitation"]!["asked"]!.ToJsonString().ShouldBe("""["elicitation/create"]""");
        through["steps"]!["test_input_required_result_multiple_inputs"]!["asked"]!.AsArray().Count.ShouldBe(3);
    }

    private static async Task<JsonNode> RunAsync(string revision, Uri address, string headers)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["MCP_HEADERS"] = headers };
        var run = await NodePrograms.RunAsync(NodePrograms.Script("asked.mjs"), [revision, address.AbsoluteUri], environment);
        return JsonNode.Parse(run.OutputOrThrow())!;
    }
}
