using System.Text;
using System.Text.Json;
using McpService.Common.Gateway;
using McpService.Common.Upstreams.Faults;

namespace McpService.FunctionalTests.Mcp;

/// <summary>Clients of revision 2026-07-28 before an upstream that only knows sessions.</summary>
internal sealed class BridgeTests : McpFixture
{
    private const string Revision = "2026-07-28";
    private const string Meta = """ "_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{},"vendor/x":1} """;

    [Test]
    public async Task Discover_SaysWhatTheUpstreamCanDo()
    {
        var tenant = await Gateway.CreateTenantAsync();

        using var response = await SendAsync(tenant, "server/discover", $"{{{Meta}}}");

        var result = (await AnswerAsync(response)).GetProperty("result");
        result.GetProperty("resultType").GetString().ShouldBe("complete");
        result.GetProperty("cacheScope").GetString().ShouldBe("private");
        result.GetProperty("supportedVersions").EnumerateArray().Select(v => v.GetString()).ShouldContain(Revision);
        result.GetProperty("capabilities").GetProperty("tools").GetProperty("listChanged").GetBoolean().ShouldBeTrue(); // a listener is told
        result.GetProperty("_meta").GetProperty("io.modelcontextprotocol/serverInfo").GetProperty("name").GetString().ShouldNotBeNullOrEmpty();
    }

    [Test]
    public async Task Call_GoesUpWithoutTheRevisionsKeysAndComesBackComplete()
    {
        var tenant = await Gateway.CreateTenantAsync();

        using var response = await SendAsync(tenant, "tools/call", $$"""{"name":"echo","arguments":{"n":1.0},{{Meta}}}""", name: "echo", id: "\"x\"");

        var answer = await AnswerAsync(response);
        answer.GetProperty("id").GetString().ShouldBe("x");
        answer.GetProperty("result").GetProperty("resultType").GetString().ShouldBe("complete");
        answer.GetProperty("result").TryGetProperty("ttlMs", out _).ShouldBeFalse();
        response.Headers.Contains("Mcp-Session-Id").ShouldBeFalse();
        var sent = Upstream.Record.Requests.Last(r => r.Body?.Contains("tools/call", StringComparison.Ordinal) == true);
        sent.Body!.ShouldContain("""{"name":"echo","arguments":{"n":1.0},"_meta":{"vendor/x":1}}""");
        sent.Headers.Keys.ShouldNotContain("Mcp-Method");
    }

    [Test]
    public async Task Call_Progress_ComesUnderTheCallersOwnToken()
    {
        var tenant = await Gateway.CreateTenantAsync();
        Upstream.Fault("tools/call", Fault.Progress(3));

        using var response = await SendAsync(tenant, "tools/call", """{"name":"echo","arguments":{},"_meta":{"progressToken":17,"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}}""", name: "echo");

        var messages = await MessagesAsync(response);
        messages.Count.ShouldBe(4);
        messages.Take(3).ShouldAllBe(m => m.GetProperty("params").GetProperty("progressToken").GetInt32() == 17);
    }

    [Test]
    public async Task List_SaysThatItIsPrivate()
    {
        var tenant = await Gateway.CreateTenantAsync();
        using var response = await SendAsync(tenant, "tools/list", $"{{{Meta}}}");
        var result = (await AnswerAsync(response)).GetProperty("result");
        result.GetProperty("cacheScope").GetString().ShouldBe("private");
        result.GetProperty("ttlMs").GetInt32().ShouldBe(0);
        result.GetProperty("tools").GetArrayLength().ShouldBeGreaterThan(0);
    }

    [TestCase("ping", null, Meta, 404, -32601)]
    [TestCase("logging/setLevel", null, Meta, 404, -32601)]
    [TestCase("tools/call", "wrong", Meta, 400, -32020)]
    [TestCase("tools/call", null, Meta, 400, -32020)]
    [TestCase("tools/call", "echo", "\"_meta\":{}", 400, -32602)]
    [TestCase("tools/call", "echo", """ "_meta":{"io.modelcontextprotocol/protocolVersion":"2025-06-18","io.modelcontextprotocol/clientCapabilities":{}} """, 400, -32020)]
    [TestCase("tools/call", "=?base64?ZWNobw==?=", Meta, 200, 0)]
    public async Task Request_IsHeldToTheRevisionsRules(string method, string? name, string meta, int status, int code)
    {
        var tenant = await Gateway.CreateTenantAsync();

        using var response = await SendAsync(tenant, method, $$"""{"name":"echo","arguments":{},{{meta}}}""", name, id: "9");

        ((int)response.StatusCode).ShouldBe(status);
        var answer = await AnswerAsync(response);
        answer.GetProperty("id").GetInt32().ShouldBe(9);
        if (code != 0) answer.GetProperty("error").GetProperty("code").GetInt32().ShouldBe(code);
    }

    [Test]
    public async Task Get_IsNotOfThisRevision()
    {
        var tenant = await Gateway.CreateTenantAsync();
        using var request = tenant.McpRequest(HttpMethod.Get, null, ("MCP-Protocol-Version", Revision));
        using var response = await Gateway.Client.SendAsync(request);
        ((int)response.StatusCode).ShouldBe(405);
    }

    [Test]
    public async Task Dynamic_NeedsASession()
    {
        var tenant = await Gateway.CreateTenantAsync();
        using var response = await SendAsync(tenant, "tools/list", $"{{{Meta}}}", query: "?mode=dynamic");
        ((int)response.StatusCode).ShouldBe(400);
        var error = (await AnswerAsync(response)).GetProperty("error");
        error.GetProperty("code").GetInt32().ShouldBe(-32022);
        error.GetProperty("data").GetProperty("supported").EnumerateArray().Select(v => v.GetString()).ShouldNotContain(Revision);
    }

    [Test]
    public async Task SessionGone_CallRunsExactlyOnce()
    {
        var tenant = await Gateway.CreateTenantAsync();
        using (await SendAsync(tenant, "tools/list", $"{{{Meta}}}")) Upstream.LoseSessions();
        var runs = Upstream.Record.Runs("echo");

        using var response = await SendAsync(tenant, "tools/call", $$"""{"name":"echo","arguments":{},{{Meta}}}""", "echo");

        (await AnswerAsync(response)).TryGetProperty("result", out _).ShouldBeTrue();
        (Upstream.Record.Runs("echo") - runs).ShouldBe(1);
    }

    [Test]
    public async Task ClientLeaves_UpstreamIsToldToStop()
    {
        var tenant = await Gateway.CreateTenantAsync();
        Upstream.Fault("tools/call", Fault.HangAfterHeaders);
        var cancelled = Upstream.Record.Cancelled.Count;
        using var leaves = new CancellationTokenSource();
        var call = SendAsync(tenant, "tools/call", $$"""{"name":"echo","arguments":{},{{Meta}}}""", "echo", cancellationToken: leaves.Token);
        await Upstream.WaitForAsync(r => r.Hanging > 0);

        await leaves.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => call);
        await Upstream.WaitForAsync(r => r.Cancelled.Count > cancelled);
    }

    private async Task<HttpResponseMessage> SendAsync(
        TestTenant tenant, string method, string parameters, string? name = null, string id = "1", string query = "", CancellationToken cancellationToken = default)
    {
        using var request = tenant.McpRequest(HttpMethod.Post, null, ("MCP-Protocol-Version", Revision), ("Mcp-Method", method));
        if (name is not null) request.Headers.Add("Mcp-Name", name);
        if (query.Length > 0) request.RequestUri = new Uri($"/mcp{query}", UriKind.Relative);
        request.Content = new StringContent($$"""{"jsonrpc":"2.0","id":{{id}},"method":"{{method}}","params":{{parameters}}}""", Encoding.UTF8, "application/json");
        return await Gateway.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }
}
