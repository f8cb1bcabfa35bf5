using McpService.Common.Clients;
using McpService.Common.Gateway;
using McpService.Common.Waiting;
using McpService.Domain.Auditing;
using McpService.Domain.Tenants;
using McpService.FunctionalTests.Persistence;
using McpService.Sandbox.Tools;
using ModelContextProtocol;
using ModelContextProtocol.Client;

namespace McpService.FunctionalTests.Tenants;

/// <summary>A hidden tool is not listed, and calling it is calling what does not exist: by REST, through the relay and through the bridge.</summary>
internal sealed class ToolPolicyTests(Engine engine) : TenantFixture(engine)
{
    [Test]
    public async Task RestCall_HiddenTool_404WithoutTouchingTheUpstreamAndAudited()
    {
        var (tenant, token) = await HidingAsync("echo");

        (await ListAsync(tenant)).ShouldBe(["whoami", "headers", "slow"], ignoreOrder: true);
        var answer = await tenant.ToolAsync("""{"method":"echo"}""");

        ShouldBeProblem(answer, 404, "tool_not_found");
        answer.Json.GetProperty("outcome").GetString().ShouldBe("not_sent");
        Upstream.Record.Requests.ShouldNotContain(r => r.Token == token && r.Tool == "echo");
        await AuditedAsNotSentAsync(tenant, "echo");
    }

    [Test]
    public async Task RelayedCall_HiddenTool_32602WithoutTouchingTheUpstreamAndAudited()
    {
        var (tenant, token) = await HidingAsync("echo");
        await using var client = await SdkClient.ConnectAsync(new Uri(Gateway.Address, "/mcp"), tenant.ApiKey, new McpClientOptions { ProtocolVersion = "2025-06-18" });

        (await client.ListToolsAsync()).Select(t => t.Name).ShouldBe(["whoami", "headers", "slow"], ignoreOrder: true);
        var refused = await Should.ThrowAsync<McpProtocolException>(async () => await client.CallToolAsync("echo", new Dictionary<string, object?>()));

        ((int)refused.ErrorCode).ShouldBe(-32602);
        Upstream.Record.Requests.ShouldNotContain(r => r.Token == token && r.Tool == "echo");
        await AuditedAsNotSentAsync(tenant, "echo");
    }

    [Test]
    public async Task BridgedCall_HiddenTool_32602WithoutTouchingTheUpstream()
    {
        var (tenant, token) = await HidingAsync("echo");
        (string, string)[] headers = [tenant.KeyHeader, ("MCP-Protocol-Version", "2026-07-28"), ("Mcp-Method", "tools/call"), ("Mcp-Name", "echo"), ("Accept", "application/json, text/event-stream")];
        const string Call = """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo","arguments":{},"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientInfo":{"name":"test","version":"1"},"io.modelcontextprotocol/clientCapabilities":{}}}}""";

        var answer = await Gateway.SendAsync(HttpMethod.Post, "/mcp", Call, headers);

        answer.Json.GetProperty("error").GetProperty("code").GetInt32().ShouldBe(-32602, answer.ToString());
        Upstream.Record.Requests.ShouldNotContain(r => r.Token == token && r.Tool == "echo");
    }

    [Test]
    public async Task Policy_Changed_IsInForceWithTheNextCall()
    {
        var tenant = await Gateway.CreateTenantAsync("t");
        ShouldBeOk(await tenant.ToolAsync("""{"method":"echo"}"""));

        await PatchAsync(tenant, """{"tools":{"allow":["who*"]}}""");
        ShouldBeProblem(await tenant.ToolAsync("""{"method":"echo"}"""), 404, "tool_not_found");
        (await ListAsync(tenant)).ShouldBe(["whoami"]);

        await PatchAsync(tenant, """{"tools":null}""");
        ShouldBeOk(await tenant.ToolAsync("""{"method":"echo"}"""));
    }

    private async Task<(TestTenant Tenant, string Token)> HidingAsync(string tool)
    {
        var token = $"token-{Guid.CreateVersion7(Time.GetUtcNow())}";
        var tenant = await Gateway.CreateTenantAsync(token);
        await PatchAsync(tenant, $$$"""{"tools":{"deny":["{{{tool}}}"]}}""");
        return (tenant, token);
    }

    private static async Task<IEnumerable<string?>> ListAsync(TestTenant tenant) =>
        (await tenant.ToolAsync(ListTools)).Json.GetProperty("tools").EnumerateArray().Select(t => t.GetProperty("name").GetString());

    private Task AuditedAsNotSentAsync(TestTenant tenant, string tool) => Eventually.TrueAsync(
        async _ => (await TrailOfAsync(tenant)).Any(e => e is { Action: AuditAction.ToolCall, Outcome: AuditOutcome.NotSent } && e.Tool == tool), "The row of the refused call");
}
