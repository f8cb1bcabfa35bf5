using System.Text;
using McpService.Common.Gateway;
using McpService.Common.Upstreams.Faults;
using McpService.Domain.Tenants;
using McpService.Infrastructure.Security.ApiKeys;

namespace McpService.FunctionalTests.Mcp;

/// <summary>Clients of revision 2026-07-28 before an upstream that speaks it.</summary>
internal sealed class ForwardTests : McpFixture
{
    private const string Revision = "2026-07-28";
    private const string Meta = """ "_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}} """;

    private const string Regional = """
        [{"name":"regional","inputSchema":{"type":"object","properties":{"region":{"type":"string","x-mcp-header":"Region"}}}},{"name":"echo","inputSchema":{"type":"object"}}]
        """;

    protected override IEnumerable<string> Settings => [$"UPSTREAM_PROTOCOL_VERSION={Revision}", "UPSTREAM_TIMEOUT_SECONDS=1"];

    [SetUp]
    public void Sessionless()
    {
        Upstream.Settings.Stateless = true;
        Upstream.Settings.ProtocolVersions = [Revision];
        Upstream.Settings.AnswerAsJson = false;
    }

    [TestCase("tools/list", """{"tools":[{"name":"echo","inputSchema":{}},{"name":"hidden","inputSchema":{}}],"cacheScope":"public","ttlMs":60000}""", """{"tools":[{"name":"echo","inputSchema":{}},{"name":"hidden","inputSchema":{}}],"cacheScope":"private","ttlMs":60000}""")]
    [TestCase("tools/list", """{"tools":[],"ttlMs":1}""", """{"tools":[],"ttlMs":1,"cacheScope":"private"}""")]
    [TestCase("tools/list", """{"tools":[],"cacheScope":"private"}""", """{"tools":[],"cacheScope":"private"}""")]
    [TestCase("tools/list", """{"tools":[],"cacheScope":7,"cacheScope":"private","cacheScope":"public"}""", """{"tools":[],"cacheScope":"private","cacheScope":"private","cacheScope":"private"}""")]
    [TestCase("tools/list", """{}""", """{"cacheScope":"private"}""")]
    [TestCase("prompts/list", """{"prompts":[],"cacheScope":"public"}""", """{"prompts":[],"cacheScope":"private"}""")]
    [TestCase("resources/list", """{"resources":[]}""", """{"resources":[],"cacheScope":"private"}""")]
    [TestCase("resources/read", """{"contents":[],"cacheScope":"public"}""", """{"contents":[],"cacheScope":"private"}""")]
    [TestCase("server/discover", """{"capabilities":{},"cacheScope":"public"}""", """{"capabilities":{},"cacheScope":"private"}""")]
    [TestCase("tools/call", """{"content":[ ],"x":1.0}""", """{"content":[ ],"x":1.0}""")]
    public async Task Result_IsPrivate(string method, string result, string passed)
    {
        var tenant = await Gateway.CreateTenantAsync();
        if (method == "tools/call") Upstream.OnCall("echo", _ => result);
        else Upstream.OnRequest(method, _ => result);

        using var response = await SendAsync(tenant, method, $$"""{"name":"echo",{{Meta}}}""", method is "tools/call" ? "echo" : null);

        (await AnswerAsync(response)).GetProperty("result").GetRawText().ShouldBe(passed);
    }

    [Test]
    public async Task List_CutByPolicy_IsPrivate()
    {
        var tenant = await Gateway.CreateTenantAsync();
        await Gateway.SendAsync(HttpMethod.Patch, $"/api/tenants/{tenant.TenantId}", """{"tools":{"deny":["hidden"]}}""", ("Authorization", $"Bearer {AdminOptions.SampleKey}"));
        Upstream.OnRequest("tools/list", _ => """{"cacheScope":"public","tools":[{"name":"echo"},{"name":"hidden"}]}""");

        using var response = await SendAsync(tenant, "tools/list", $"{{{Meta}}}");

        (await AnswerAsync(response)).GetProperty("result").GetRawText().ShouldBe("""{"cacheScope":"private","tools":[{"name":"echo"}]}""");
    }

    [Test]
    public async Task Listen_SilentLongerThanACallMayTake_StaysOpen()
    {
        var tenant = await Gateway.CreateTenantAsync();
        Upstream.Fault("subscriptions/listen", Fault.HangAfterHeaders);
        Upstream.OnRequest("subscriptions/listen", _ => "{}");
        using var listening = await SendAsync(tenant, "subscriptions/listen", $"{{{Meta}}}", id: "7");
        await OutlastACallAsync(tenant);

        Upstream.Release();

        (await AnswerAsync(listening)).GetProperty("id").GetInt32().ShouldBe(7);
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task Listen_HeadersComeLate_IsTheClientsAtOnceAndLivesOnBeyondTheLimitOfACall(bool asJson)
    {
        var tenant = await Gateway.CreateTenantAsync();
        Upstream.Settings.AnswerAsJson = asJson;
        Upstream.Fault("subscriptions/listen", Fault.HangBeforeHeaders, times: 1);
        Upstream.OnRequest("subscriptions/listen", _ => "{}");
        using var listening = await SendAsync(tenant, "subscriptions/listen", $"{{{Meta}}}", id: "7");
        listening.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        await OutlastACallAsync(tenant);

        Upstream.Release();

        var answer = await AnswerAsync(listening);
        answer.GetProperty("id").GetInt32().ShouldBe(7);
        answer.TryGetProperty("result", out _).ShouldBeTrue();
    }

    [Test]
    public async Task Listen_RefusedLate_IsAnErrorOnTheStream()
    {
        var tenant = await Gateway.CreateTenantAsync();
        Upstream.Fault("subscriptions/listen", Fault.After(TimeSpan.FromSeconds(1.5), Fault.ServerError), times: 1);
        using var listening = await SendAsync(tenant, "subscriptions/listen", $"{{{Meta}}}", id: "7");

        var answer = await AnswerAsync(listening);

        answer.GetProperty("id").GetInt32().ShouldBe(7);
        answer.GetProperty("error").GetProperty("data").GetProperty("code").GetString().ShouldBe("upstream_error");
    }

    [Test]
    public async Task Listen_AnsweredInLinesOfJson_PassesAsTheyCome()
    {
        var tenant = await Gateway.CreateTenantAsync("token-that-is-long-enough");
        Upstream.Fault("subscriptions/listen", new Fault(async exchange =>
        {
            await exchange.RespondAsync(200, "application/json", """{"jsonrpc":"2.0","method":"notifications/subscriptions/acknowledged","params":{"t":"token-that-is-long-enough"}}""" + "\r\n");
            await exchange.HangAsync();
            await exchange.WriteAsync(Encoding.UTF8.GetBytes($"{{\"jsonrpc\":\"2.0\",\n \"id\":{exchange.Request.Id},\"result\":{{}}}}"));
        }));

        using var listening = await SendAsync(tenant, "subscriptions/listen", $"{{{Meta}}}", id: "8");
        listening.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
        using var lines = new StreamReader(await listening.Content.ReadAsStreamAsync());
        var first = (await lines.ReadLineAsync())!;
        first.ShouldContain("notifications/subscriptions/acknowledged");
        first.ShouldNotContain("token-that-is-long-enough");
        await OutlastACallAsync(tenant);
        Upstream.Release();

        (await lines.ReadToEndAsync()).ShouldContain("\"id\":8,\"result\":{}");
    }

    [TestCase(404, -32601)]
    [TestCase(400, -32602)]
    [TestCase(422, -32000)]
    public async Task Error_AsAnEventOfAStatus_PassesWithTheStatus(int status, int code)
    {
        var tenant = await Gateway.CreateTenantAsync();
        Upstream.Fault("tools/list", new Fault(exchange => exchange.RespondAsync(
            status, "text/event-stream", $$$"""event: message{{{"\n"}}}data: {"jsonrpc":"2.0","id":{{{exchange.Request.Id}}},"error":{"code":{{{code}}},"message":"No such thing"}}{{{"\n\n"}}}""")));

        using var response = await SendAsync(tenant, "tools/list", $"{{{Meta}}}", id: "9");

        ((int)response.StatusCode).ShouldBe(status);
        var answer = await AnswerAsync(response);
        answer.GetProperty("id").GetInt32().ShouldBe(9);
        answer.GetProperty("error").GetProperty("code").GetInt32().ShouldBe(code);
    }

    [TestCase("north", "north", true)]
    [TestCase("north", "south", false)]
    [TestCase("north", null, false)]
    [TestCase("Zürich", "=?base64?WsO8cmljaA==?=", true)]
    public async Task RepeatedArgument_IsCheckedFromTheListThatPassed(string region, string? header, bool isRight)
    {
        var tenant = await Gateway.CreateTenantAsync();
        Upstream.SetTools(Regional);
        Upstream.OnRequest("tools/list", _ => $$"""{"tools":{{Regional}}}""");
        using (var list = await SendAsync(tenant, "tools/list", $"{{{Meta}}}")) await AnswerAsync(list);

        using var response = await SendAsync(tenant, "tools/call", $$$"""{"name":"regional","arguments":{"region":"{{{region}}}"},{{{Meta}}}}""", "regional", header: header);

        ((int)response.StatusCode).ShouldBe(isRight ? 200 : 400);
        if (!isRight) (await AnswerAsync(response)).GetProperty("error").GetProperty("code").GetInt32().ShouldBe(-32020);
    }

    [Test]
    public async Task RepeatedArgument_Bridged_IsCheckedFromTheListThatPassed()
    {
        await using var upstream = await Common.Upstreams.ScriptableUpstream.StartAsync();
        upstream.SetTools(Regional);
        await using var gateway = await GatewayHost.StartAsync(DatabaseUrl, upstream.Address);
        var tenant = await gateway.CreateTenantAsync();
        using (var list = await SendAsync(tenant, "tools/list", $"{{{Meta}}}")) await AnswerAsync(list);

        using var response = await SendAsync(tenant, "tools/call", $$$"""{"name":"regional","arguments":{"region":"north"},{{{Meta}}}}""", "regional", header: "south");

        ((int)response.StatusCode).ShouldBe(400);
        (await AnswerAsync(response)).GetProperty("error").GetProperty("code").GetInt32().ShouldBe(-32020);
        upstream.Record.Runs("regional").ShouldBe(0);
    }

    /// <summary>Until a call that began now has been given up.</summary>
    private async Task OutlastACallAsync(TestTenant tenant)
    {
        Upstream.Fault("tools/call", Fault.HangBeforeHeaders, times: 1);
        using var call = await SendAsync(tenant, "tools/call", $$"""{"name":"echo",{{Meta}}}""", "echo");
        (await call.Content.ReadAsStringAsync()).ShouldContain("upstream_timeout");
    }

    private static async Task<HttpResponseMessage> SendAsync(TestTenant tenant, string method, string parameters, string? name = null, string id = "1", string? header = null)
    {
        var headers = new List<(string, string)> { ("MCP-Protocol-Version", Revision), ("Mcp-Method", method) };
        if (name is not null) headers.Add(("Mcp-Name", name));
        if (header is not null) headers.Add(("Mcp-Param-Region", header));
        return await tenant.McpAsync($$"""{"jsonrpc":"2.0","id":{{id}},"method":"{{method}}","params":{{parameters}}}""", null, [.. headers]);
    }
}
