using McpService.Common.Gateway;

namespace McpService.FunctionalTests.Mcp;

/// <summary>Tasks pass as they are where both sides speak one era; over the bridge they are refused by name, and nothing is begun that nobody could go on with.</summary>
internal sealed class TaskTests : McpFixture
{
    private const string New = "2026-07-28";
    private const string Created = """{"task":{"taskId":"t-1","status":"working","ttl":60000,"createdAt":"2026-01-01T00:00:00Z"},"x":1.0}""";
    private const string Done = """{"taskId":"t-1","status":"completed","ttl":60000,"x":1.0}""";
    private const string Meta = "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\",\"io.modelcontextprotocol/clientCapabilities\":{\"extensions\":{\"io.modelcontextprotocol/tasks\":{}}}}";

    [SetUp]
    public void ServeTasks()
    {
        Upstream.OnCall("echo", _ => Created);
        Upstream.OnRequest("tasks/get", _ => Done);
        Upstream.OnRequest("tasks/cancel", _ => Done);
    }

    [Test]
    public async Task Session_BeforeSessions_TasksPass()
    {
        var tenant = await Gateway.CreateTenantAsync();
        var ticket = await OpenAsync(tenant);

        (await ResultAsync(await tenant.McpAsync("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo","arguments":{},"task":{"ttl":60000}}}""", ticket))).ShouldBe(Created);
        foreach (var method in (string[])["tasks/get", "tasks/cancel"])
            (await ResultAsync(await tenant.McpAsync($$"""{"jsonrpc":"2.0","id":2,"method":"{{method}}","params":{"taskId":"t-1"} }""", ticket))).ShouldBe(Done);
        Upstream.Record.Requests.Last(r => r.Method == "tools/call").Body!.ShouldContain("\"task\":{\"ttl\":60000}");
    }

    [Test]
    public async Task Sessionless_BeforeItsOwnEra_TasksPass()
    {
        await using var gateway = await GatewayHost.StartAsync($"--INTEGRATION_APP_MCP_URL={Upstream.Address}", $"--UPSTREAM_PROTOCOL_VERSION={New}");
        (Upstream.Settings.Stateless, Upstream.Settings.ProtocolVersions) = (true, [New]);
        try
        {
            var tenant = await gateway.CreateTenantAsync();
            (await ResultAsync(await SendAsync(tenant, "tools/call", "\"name\":\"echo\",\"arguments\":{}", ("Mcp-Name", "echo")))).ShouldBe(Created);
            (await ResultAsync(await SendAsync(tenant, "tasks/get", "\"taskId\":\"t-1\""))).ShouldBe(Done);
            Upstream.Record.Requests.Last(r => r.Method == "tools/call").Body!.ShouldContain("io.modelcontextprotocol/tasks");
        }
        finally
        {
            (Upstream.Settings.Stateless, Upstream.Settings.ProtocolVersions) = (false, ["2025-06-18"]);
        }
    }

    [TestCase("tasks/get", "\"taskId\":\"t-1\"", null, 404, -32601)]
    [TestCase("tasks/update", "\"taskId\":\"t-1\"", null, 404, -32601)]
    [TestCase("tools/call", "\"name\":\"echo\",\"arguments\":{},\"task\":{\"ttl\":1}", "echo", 400, -32602)]
    public async Task Sessionless_BeforeSessions_TasksAreRefusedByName(string method, string members, string? name, int status, int code)
    {
        var tenant = await Gateway.CreateTenantAsync();
        var seen = Upstream.Hits(method);
        using var response = await SendAsync(tenant, method, members, name is null ? [] : [("Mcp-Name", name)]);

        ((int)response.StatusCode).ShouldBe(status);
        var error = (await AnswerAsync(response)).GetProperty("error");
        error.GetProperty("code").GetInt32().ShouldBe(code);
        error.GetProperty("message").GetString()!.ShouldContain("tasks are not bridged");
        Upstream.Hits(method).ShouldBe(seen);
    }

    private static async Task<string> ResultAsync(HttpResponseMessage response)
    {
        using (response)
        {
            var answer = await AnswerAsync(response);
            answer.TryGetProperty("result", out var result).ShouldBeTrue(answer.GetRawText());
            return result.GetRawText();
        }
    }

    private static Task<HttpResponseMessage> SendAsync(TestTenant tenant, string method, string members, params (string Name, string Value)[] headers) => tenant.McpAsync(
        $$"""{"jsonrpc":"2.0","id":1,"method":"{{method}}","params":{ {{members}},{{Meta}} } }""",
        null,
        [("MCP-Protocol-Version", New), ("Mcp-Method", method), .. headers]);
}
