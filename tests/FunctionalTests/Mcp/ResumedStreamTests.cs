using McpService.Common.Gateway;
using McpService.Common.Upstreams.Conformance;
using McpService.Common.Upstreams.Faults;
using McpService.Infrastructure.Persistence.Database;

namespace McpService.FunctionalTests.Mcp;

/// <summary>Streams that end before the answer, where the gateway itself is the upstream's client: it comes back for the answer, and never calls twice.</summary>
internal sealed class ResumedStreamTests : McpFixture
{
    private const string Notification = """{"jsonrpc":"2.0","method":"notifications/message","params":{"level":"info","data":"x"}}""";

    protected override IEnumerable<string> Settings => ["UPSTREAM_PROTOCOL_VERSION=2025-11-25"];

    [Test]
    public async Task ServerThatLetsItsClientsPoll_OverRest_GivesItsResult()
    {
        await using var upstream = await ConformanceUpstream.WithSessionsAsync();
        await using var gateway = await GatewayHost.StartAsync(DatabaseUrl, upstream.Address, Settings);
        var tenant = await gateway.CreateTenantAsync();

        var answer = await tenant.ToolAsync("""{"method":"test_reconnection","params":{}}""");

        answer.Text.ShouldContain("\"resumed\"");
    }

    [Test]
    public async Task ServerThatLetsItsClientsPoll_Bridged_GivesItsResult()
    {
        await using var upstream = await ConformanceUpstream.WithSessionsAsync();
        await using var gateway = await GatewayHost.StartAsync(DatabaseUrl, upstream.Address, Settings);
        var tenant = await gateway.CreateTenantAsync();

        const string Call = """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"test_reconnection","arguments":{},"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}}}""";
        using var response = await tenant.McpAsync(Call, null, ("MCP-Protocol-Version", "2026-07-28"), ("Mcp-Method", "tools/call"), ("Mcp-Name", "test_reconnection"));

        (await AnswerAsync(response)).GetProperty("result").GetRawText().ShouldContain("\"resumed\"");
    }

    [Test]
    public async Task StreamEnds_ServerWillNotResume_OutcomeIsUnknown_AndTheCallWasMadeOnce()
    {
        var tenant = await Gateway.CreateTenantAsync();
        Upstream.Fault("tools/call", Fault.EndAfter(Notification));

        var answer = await tenant.ToolAsync("""{"method":"echo","params":{}}""");

        ((int)answer.Status).ShouldBe(502);
        answer.Json.GetProperty("code").GetString().ShouldBe("upstream_disconnected");
        answer.Json.GetProperty("outcome").GetString().ShouldBe("unknown");
        Upstream.Record.Requests.Count(r => r.Body?.Contains("\"tools/call\"", StringComparison.Ordinal) == true).ShouldBe(1);
    }
}
