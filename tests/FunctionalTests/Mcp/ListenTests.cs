using System.Net;
using System.Text.Json;
using McpService.Common.Gateway;
using McpService.Common.Upstreams;
using McpService.Common.Upstreams.Faults;
using McpService.Infrastructure.Security.ApiKeys;

namespace McpService.FunctionalTests.Mcp;

/// <summary><c>subscriptions/listen</c> of 2026-07-28 before an upstream that keeps sessions: each listener has one of its own there, for as long as it listens.</summary>
internal sealed class ListenTests : McpFixture
{
    private const string All = """{"toolsListChanged":true,"promptsListChanged":true,"resourcesListChanged":true,"resourceSubscriptions":["test://a","test://refused"]}""";
    private const string Meta = "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\",\"io.modelcontextprotocol/clientCapabilities\":{}}";
    private const string ToolsChanged = """{"jsonrpc":"2.0","method":"notifications/tools/list_changed"}""";

    [SetUp]
    public void TellOfChanges()
    {
        Upstream.Settings.GetStreams = true;
        Upstream.OnRequest("initialize", _ => """
            {"protocolVersion":"2025-06-18","capabilities":{"tools":{"listChanged":true},"resources":{"subscribe":true,"listChanged":true},"prompts":{}},"serverInfo":{"name":"telling","version":"1"}}
            """);
        Upstream.OnRequest("resources/subscribe", call => Uri(call) == "test://refused" ? throw new UpstreamRpcException(-32602, "No such resource") : "{}");
        Upstream.OnRequest("resources/unsubscribe", _ => "{}");
    }

    [Test]
    public async Task Listener_IsToldWhatIsServed_AndThenOfThatAlone()
    {
        var tenant = await Gateway.CreateTenantAsync();
        using var response = await ListenAsync(tenant, All, id: "\"l-1\"");
        using var stream = await response.Content.ReadAsStreamAsync();

        var told = await ReadUntilAsync(stream, "acknowledged");
        Upstream.Push("""{"jsonrpc":"2.0","method":"notifications/prompts/list_changed"}""");
        Upstream.Push("""{"jsonrpc":"2.0","method":"notifications/message","params":{"level":"info","data":"x"}}""");
        Upstream.Push("""{"jsonrpc":"2.0","method":"notifications/resources/updated","params":{"uri":"test://other"}}""");
        Upstream.Push(ToolsChanged);
        Upstream.Push("""{"jsonrpc":"2.0","method":"notifications/resources/updated","params":{"uri":"test://a","_meta":{"vendor/x":1}}}""");
        told += await ReadUntilAsync(stream, "test://a\",");

        var messages = Messages(told);
        messages[0].GetProperty("params").GetProperty("notifications").GetRawText()
            .ShouldBe("""{"toolsListChanged":true,"resourcesListChanged":true,"resourceSubscriptions":["test://a"]}""");
        messages.Select(m => m.GetProperty("method").GetString())
            .ShouldBe(["notifications/subscriptions/acknowledged", "notifications/tools/list_changed", "notifications/resources/updated"]);
        messages.ShouldAllBe(m => m.GetProperty("params").GetProperty("_meta").GetProperty("io.modelcontextprotocol/subscriptionId").GetString() == "l-1");
        messages[2].GetProperty("params").GetProperty("_meta").GetProperty("vendor/x").GetInt32().ShouldBe(1);
    }

    [Test]
    public async Task Discover_SaysWhatAListenerCanBeToldOf()
    {
        var tenant = await Gateway.CreateTenantAsync();
        using var response = await SendAsync(tenant, "server/discover", "");
        var can = (await AnswerAsync(response)).GetProperty("result").GetProperty("capabilities");
        can.GetProperty("tools").GetProperty("listChanged").GetBoolean().ShouldBeTrue();
        can.GetProperty("resources").GetProperty("subscribe").GetBoolean().ShouldBeTrue();
    }

    [Test]
    public async Task ListenerLeaves_ItsSubscriptionsAndItsSessionEnd()
    {
        var tenant = await Gateway.CreateTenantAsync();
        var (unsubscribed, deleted) = (Upstream.Hits("resources/unsubscribe"), Upstream.Record.Deleted.Count);
        using (var response = await ListenAsync(tenant, All))
        {
            using var stream = await response.Content.ReadAsStreamAsync();
            await ReadUntilAsync(stream, "acknowledged");
            Upstream.Record.Deleted.Count.ShouldBe(deleted);
        }

        await Upstream.WaitForAsync(r => r.Deleted.Count > deleted);
        (Upstream.Hits("resources/unsubscribe") - unsubscribed).ShouldBe(1);
        await Upstream.WaitForAsync(r => r.OpenStreams == 0);
    }

    [Test]
    public async Task UpstreamHasNoStream_NothingIsServed_AndNoSessionIsLeft()
    {
        Upstream.Settings.GetStreams = false;
        var tenant = await Gateway.CreateTenantAsync();
        var (opened, deleted) = (Upstream.Record.SessionsOpened, Upstream.Record.Deleted.Count);

        using var response = await ListenAsync(tenant, All);
        using var stream = await response.Content.ReadAsStreamAsync();

        Messages(await ReadUntilAsync(stream, "acknowledged"))[0].GetProperty("params").GetProperty("notifications").GetRawText().ShouldBe("{}");
        await Upstream.WaitForAsync(r => r.Deleted.Count - deleted == r.SessionsOpened - opened);
    }

    [Test]
    public async Task NothingIsAskedFor_UpstreamIsNotAsked()
    {
        var tenant = await Gateway.CreateTenantAsync();
        var seen = Upstream.Record.TotalHits;
        using var response = await ListenAsync(tenant, "{}");
        using var stream = await response.Content.ReadAsStreamAsync();
        await ReadUntilAsync(stream, "acknowledged");
        Upstream.Record.TotalHits.ShouldBe(seen);
    }

    [Test]
    public async Task UpstreamRefusesTheSession_IsAnErrorAndNoStream()
    {
        Upstream.Fault("initialize", Fault.Status(503), times: 1);
        var tenant = await Gateway.CreateTenantAsync();
        using var response = await ListenAsync(tenant, All);
        (await AnswerAsync(response)).GetProperty("error").GetProperty("code").GetInt32().ShouldBe(-32603);
    }

    [Test]
    public async Task UpstreamEndsItsStream_ItIsAskedForAgain()
    {
        var tenant = await Gateway.CreateTenantAsync();
        await Upstream.WaitForAsync(r => r.OpenStreams == 0); // of listeners before
        Upstream.Fault("GET", new Fault(exchange => exchange.StartStreamAsync()), times: 1);
        using var response = await ListenAsync(tenant, All);
        using var stream = await response.Content.ReadAsStreamAsync();
        await ReadUntilAsync(stream, "acknowledged");

        await Upstream.WaitForAsync(r => r.OpenStreams > 0);
        Upstream.Push(ToolsChanged);

        await ReadUntilAsync(stream, "tools/list_changed");
    }

    [Test]
    public async Task UpstreamLosesTheSession_ListenerIsToldThatItIsOver()
    {
        var tenant = await Gateway.CreateTenantAsync();
        using var response = await ListenAsync(tenant, All, id: "8");
        using var stream = await response.Content.ReadAsStreamAsync();
        await ReadUntilAsync(stream, "acknowledged");

        Upstream.LoseSessions();

        var last = Messages(await ReadUntilAsync(stream, "\"result\""))[^1];
        last.GetProperty("id").GetInt32().ShouldBe(8);
        (await new StreamReader(stream).ReadToEndAsync()).Trim().ShouldBeEmpty();
    }

    [TestCase("POST", "suspend", null)]
    [TestCase("DELETE", "", null)]
    [TestCase("PUT", "credential", """{"integrationAppToken":"another"}""")]
    public async Task TenantChanges_ListenerAndItsSessionEnd(string verb, string what, string? body)
    {
        var tenant = await Gateway.CreateTenantAsync();
        using var response = await ListenAsync(tenant, All);
        using var stream = await response.Content.ReadAsStreamAsync();
        await ReadUntilAsync(stream, "acknowledged");
        var deleted = Upstream.Record.Deleted.Count;

        var changed = await Gateway.SendAsync(new HttpMethod(verb), $"/api/tenants/{tenant.TenantId}/{what}".TrimEnd('/'), body, ("Authorization", $"Bearer {AdminOptions.SampleKey}"));

        ((int)changed.Status).ShouldBeLessThan(300, $"{changed}");
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await stream.CopyToAsync(Stream.Null, limit.Token);
        await Upstream.WaitForAsync(r => r.Deleted.Count > deleted);
    }

    [Test]
    public async Task ToolsChange_PooledSessionAsksForTheirNamesAgain()
    {
        var tenant = await Gateway.CreateTenantAsync();
        (await tenant.ToolAsync("""{"method":"listTools"}""")).Status.ShouldBe(HttpStatusCode.OK);
        (await tenant.ToolAsync("""{"method":"echo","params":{}}""")).Status.ShouldBe(HttpStatusCode.OK);
        var listed = Upstream.Hits("tools/list");
        using var response = await ListenAsync(tenant, All);
        using var stream = await response.Content.ReadAsStreamAsync();
        await ReadUntilAsync(stream, "acknowledged");

        Upstream.Push(ToolsChanged);
        await ReadUntilAsync(stream, "tools/list_changed");
        (await tenant.ToolAsync("""{"method":"echo","params":{}}""")).Status.ShouldBe(HttpStatusCode.OK);

        Upstream.Hits("tools/list").ShouldBe(listed + 1);
    }

    private static string? Uri(UpstreamCall call) => call.Request.ParamText("uri");

    private static List<JsonElement> Messages(string told) =>
        [.. told.Split('\n').Where(line => line.StartsWith("data: ", StringComparison.Ordinal)).Select(line => JsonElement.Parse(line[6..]))];

    private static Task<HttpResponseMessage> ListenAsync(TestTenant tenant, string filter, string id = "1") =>
        SendAsync(tenant, "subscriptions/listen", $"\"notifications\":{filter},", id);

    private static Task<HttpResponseMessage> SendAsync(TestTenant tenant, string method, string members, string id = "1") => tenant.McpAsync(
        $$"""{"jsonrpc":"2.0","id":{{id}},"method":"{{method}}","params":{ {{members}}{{Meta}} } }""",
        null,
        ("MCP-Protocol-Version", "2026-07-28"),
        ("Mcp-Method", method));
}
