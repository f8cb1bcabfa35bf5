using McpService.Common.Upstreams.Faults;
using McpService.FunctionalTests.Persistence;

namespace McpService.FunctionalTests.Mcp;

/// <summary>Extensions that a client of 2026-07-28 declares are declared to the upstream's session, whatever is asked on it; sessions of clients that declare others are others.</summary>
internal sealed class DeclaredExtensionTests() : InputFixture(Engine.Sqlite)
{
    private const string Extensions = """{"io.modelcontextprotocol/ui":{"mimeTypes":["text/html;profile=mcp-app"]},"com.example/x":{}}""";

    protected override IEnumerable<string> Settings => ["UPSTREAM_PROTOCOL_VERSION=2025-11-25"];

    [TestCase("""{"elicitation":{"form":{}},"extensions":EXTENSIONS}""", """{"elicitation":{"form":{}},"extensions":EXTENSIONS}""")]
    [TestCase("""{"extensions":EXTENSIONS}""", """{"extensions":EXTENSIONS}""")]
    public async Task Session_OfCallsAndLists_IsOpenedWithThem(string declared, string expected)
    {
        var token = $"declares-{declared.Length}";
        var client = new InputClient(await Gateway.CreateTenantAsync(token)) { Capabilities = declared.Replace("EXTENSIONS", Extensions, StringComparison.Ordinal) };

        (await client.CallAsync("echo")).Result.GetProperty("resultType").GetString().ShouldBe("complete");
        var listed = await client.SendAsync("tools/list", "", "", state: null, responses: null);

        listed.Result.GetProperty("tools").GetArrayLength().ShouldBeGreaterThan(3);
        var initialize = Upstream.Record.Requests.Where(r => r.Token == token && r.Method == "initialize").Select(r => r.Params!.Value.GetProperty("capabilities").GetRawText()).Distinct().ToList();
        initialize.ShouldContain(expected.Replace("EXTENSIONS", Extensions, StringComparison.Ordinal));
        var session = Upstream.Record.Requests.Last(r => r.Token == token && r.Method == "tools/call").SessionId;
        Upstream.Record.Requests.Last(r => r.Token == token && r.Method == "tools/list").SessionId.ShouldBe(session, "one session does for both");
    }

    [Test]
    public async Task Clients_ThatDeclareOthers_ShareNoSession()
    {
        var tenant = await Gateway.CreateTenantAsync("two-declare");
        foreach (var extension in (string[])["com.example/a", "com.example/b"])
            await new InputClient(tenant) { Capabilities = $$$$"""{"extensions":{"{{{{extension}}}}":{}}}""" }.CallAsync("echo");

        Upstream.Record.Requests.Where(r => r.Token == "two-declare" && r.Method == "tools/call").Select(r => r.SessionId).Distinct().Count().ShouldBe(2);
    }

    [Test]
    public async Task Declaration_LongerThanIsHeld_CountsAsNone()
    {
        var client = new InputClient(await Gateway.CreateTenantAsync("declares-much")) { Capabilities = $$$$"""{"extensions":{"com.example/x":{"much":"{{{{new string('x', 9000)}}}}"}}}""" };

        (await client.CallAsync("echo")).Result.GetProperty("resultType").GetString().ShouldBe("complete");

        Upstream.Record.Requests.Where(r => r.Token == "declares-much" && r.Method == "initialize").ShouldAllBe(r => !r.Body.Contains("extensions", StringComparison.Ordinal));
    }

    [Test]
    public async Task List_ForWhichTheUpstreamAsksSomething_IsRefused()
    {
        var client = new InputClient(await Gateway.CreateTenantAsync("asks-for-a-list")) { Capabilities = $$"""{"elicitation":{},"extensions":{{Extensions}}}""" };
        Upstream.Fault("prompts/list", new Fault(async e =>
        {
            await e.StartStreamAsync();
            await e.SendEventAsync("""{"jsonrpc":"2.0","id":1,"method":"elicitation/create","params":{"message":"Who?","requestedSchema":{"type":"object","properties":{}}}}""");
            await e.HangAsync();
        }), when: r => r.Token == "asks-for-a-list");

        var listed = await client.SendAsync("prompts/list", "", "", state: null, responses: null);

        (listed.Status, listed.Code).ShouldBe((400, -32021));
    }
}
