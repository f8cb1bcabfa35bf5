using System.Net;
using McpService.Common.Gateway;
using McpService.Common.Upstreams;
using McpService.Common.Upstreams.Conformance;
using McpService.Common.Upstreams.Faults;
using McpService.Domain.Tenants;
using McpService.Infrastructure.Persistence.Database;

namespace McpService.FunctionalTests.Mcp;

/// <summary>Clients that initialize: what passes, what is refused, what failures become.</summary>
internal sealed class RelayTests : McpFixture
{
    protected override IEnumerable<string> Settings => ["UPSTREAM_TIMEOUT_SECONDS=2", "ALLOWED_ORIGINS=https://app.example.com,chrome-extension://abcdefgh,app://obsidian.md,vscode-webview://0a1b2c"];

    [Test]
    public async Task Initialize_ClientGetsATicket_AndNeverTheUpstreamsId()
    {
        var tenant = await Gateway.CreateTenantAsync();

        var ticket = await OpenAsync(tenant);

        Upstream.Sessions.ShouldNotContain(s => ticket.Contains(s.Id, StringComparison.Ordinal));
        using var response = await tenant.McpAsync(Call("echo"), ticket);
        response.Headers.GetValues("Mcp-Session-Id").Single().ShouldBe(ticket, "made once, sent back unchanged");
        response.Headers.CacheControl?.NoCache.ShouldBe(true);
        response.Headers.GetValues("X-Accel-Buffering").Single().ShouldBe("no");
        (await AnswerAsync(response)).GetProperty("result").GetProperty("content").GetArrayLength().ShouldBeGreaterThan(0);
    }

    [Test]
    public async Task Call_OddMessage_PassesBothWaysToTheByte()
    {
        const string Result = """{"content":[{"type":"hologram","n":1.0,"big":123456789012345678901234567890}],"_meta":{"x":null},"odd":true}""";
        Upstream.OnCall("echo", _ => Result);
        var tenant = await Gateway.CreateTenantAsync();
        var ticket = await OpenAsync(tenant);
        var message = """{"jsonrpc":"2.0","odd":1.0,"id":"é-1","method":"tools/call","params":{"name":"echo","arguments":{"n":1.0},"x":{"y":1e3}}}""";

        using var response = await tenant.McpAsync(message, ticket);

        (await response.Content.ReadAsStringAsync()).ShouldContain(Result);
        Upstream.Record.Requests.ShouldContain(r => r.Body == message);
    }

    [Test]
    public async Task Call_ProgressBeforeTheAnswer_ArrivesInOrder()
    {
        var tenant = await Gateway.CreateTenantAsync();
        var ticket = await OpenAsync(tenant);
        Upstream.Fault("tools/call", Fault.Progress(3));

        using var response = await tenant.McpAsync("""{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"echo","arguments":{},"_meta":{"progressToken":"p"}}}""", ticket);

        var messages = await MessagesAsync(response);
        messages.Count.ShouldBe(4);
        messages.Take(3).ShouldAllBe(m => m.GetProperty("method").GetString() == "notifications/progress");
        messages[3].GetProperty("id").GetInt32().ShouldBe(7);
    }

    [TestCase("forged", TestName = "Ticket forged")]
    [TestCase("cut", TestName = "Ticket cut")]
    [TestCase("other tenant", TestName = "Ticket of another tenant")]
    [TestCase("other query", TestName = "Ticket of another query")]
    [TestCase("lost", TestName = "Ticket of a session that is gone")]
    public async Task Ticket_NotGood_IsTheSame404(string how)
    {
        var tenant = await Gateway.CreateTenantAsync();
        var other = await Gateway.CreateTenantAsync(integrationAppToken: "another-user");
        var ticket = how == "other tenant" ? await OpenAsync(other) : await OpenAsync(tenant);
        var (used, headers) = how switch
        {
            "forged" => (ticket[..^2] + (ticket[^2..] == "AA" ? "BB" : "AA"), tenant),
            "cut" => (ticket[..^10], tenant),
            _ => (ticket, tenant),
        };
        if (how == "lost") Upstream.LoseSessions();

        using var request = headers.McpRequest(HttpMethod.Post, used);
        if (how == "other query") request.RequestUri = new Uri("/mcp?mode=dynamic", UriKind.Relative);
        request.Content = new StringContent(Call("echo", id: "\"my-id\""), System.Text.Encoding.UTF8, "application/json");
        using var response = await Gateway.Client.SendAsync(request);

        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await response.Content.ReadAsStringAsync()).ShouldBe("""{"jsonrpc":"2.0","id":"my-id","error":{"code":-32001,"message":"Session not found"}}""");
    }

    [TestCase("", 400, -32700)]
    [TestCase("{", 400, -32700)]
    [TestCase("""{"jsonrpc":"2.0"}""", 400, -32600)]
    [TestCase("""{"jsonrpc":"2.0","id":1,"method":"a","method":"b"}""", 400, -32600)]
    [TestCase("""[{"jsonrpc":"2.0","id":1,"method":"ping"}]""", 400, -32600)]
    [TestCase("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"a","name":"b"}}""", 400, -32600)]
    [TestCase("""{"jsonrpc":"2.0","id":1,"method":"ping","params":{"_meta":{"a":["\ud83d"]}}}""", 400, -32700)]
    [TestCase("""{"jsonrpc":"2.0","id":1,"method":"ping","params":{"_meta":{"\uD83D\u0020":1}}}""", 400, -32700)]
    [TestCase("""{"jsonrpc":"2.0","id":1,"method":"ping","params":{"_meta":{"a":"\ud83d\ude00"}}}""", 400, -32000)]
    [TestCase("""{"jsonrpc":"2.0","id":1,"method":"ping"}""", 400, -32000)]
    public async Task Message_NotGood_IsRefusedBeforeTheUpstream(string body, int status, int code)
    {
        var tenant = await Gateway.CreateTenantAsync();
        await OpenAsync(tenant); // so that it is known that this upstream keeps sessions
        var hits = Upstream.Record.TotalHits;

        using var response = await tenant.McpAsync(body);

        ((int)response.StatusCode).ShouldBe(status);
        (await AnswerAsync(response)).GetProperty("error").GetProperty("code").GetInt32().ShouldBe(code);
        Upstream.Record.TotalHits.ShouldBe(hits);
    }

    [Test]
    public async Task Revision_Unknown_Is400WithTheSupportedOnes()
    {
        var tenant = await Gateway.CreateTenantAsync();

        using var response = await tenant.McpAsync("""{"jsonrpc":"2.0","id":5,"method":"tools/list"}""", null, ("MCP-Protocol-Version", "1999-01-01"));

        ((int)response.StatusCode).ShouldBe(400);
        var answer = await AnswerAsync(response);
        answer.GetProperty("id").GetInt32().ShouldBe(5);
        answer.GetProperty("error").GetProperty("code").GetInt32().ShouldBe(-32022);
        answer.GetProperty("error").GetProperty("data").GetProperty("supported").GetArrayLength().ShouldBeGreaterThan(2);
    }

    [Test]
    public async Task Message_Over4MiB_Is413()
    {
        var tenant = await Gateway.CreateTenantAsync();
        using var request = tenant.McpRequest(HttpMethod.Post, null);
        request.Headers.ExpectContinue = true; // else the answer may come while the client is still writing, and be lost with the connection
        request.Content = new StringContent($$$"""{"jsonrpc":"2.0","id":1,"method":"x","params":{"a":"{{{new string('x', 5 * 1024 * 1024)}}}"}}""", System.Text.Encoding.UTF8, "application/json");

        using var response = await Gateway.Client.SendAsync(request);

        ((int)response.StatusCode).ShouldBe(413);
    }

    [TestCase("application/json", 406)]
    [TestCase("text/event-stream", 406)]
    [TestCase("*/*", 200)]
    [TestCase("application/*, text/*", 200)]
    public async Task Accept_MustAllowBoth(string accept, int status)
    {
        var tenant = await Gateway.CreateTenantAsync();
        using var request = tenant.McpRequest(HttpMethod.Post, null);
        request.Headers.Accept.Clear();
        request.Headers.Accept.ParseAdd(accept);
        request.Content = new StringContent(Initialize, System.Text.Encoding.UTF8, "application/json");

        using var response = await Gateway.Client.SendAsync(request);

        ((int)response.StatusCode).ShouldBe(status);
    }

    [TestCase("https://app.example.com", 200)]
    [TestCase("chrome-extension://abcdefgh", 200)]
    [TestCase("app://obsidian.md", 200)]
    [TestCase("vscode-webview://0a1b2c", 200)]
    [TestCase("https://evil.example.com", 403)]
    [TestCase("chrome-extension://hgfedcba", 403)]
    [TestCase("null", 403)]
    public async Task Origin_NotListed_IsRefused(string origin, int status)
    {
        var tenant = await Gateway.CreateTenantAsync();
        using var response = await tenant.McpAsync(Initialize, null, ("Origin", origin));
        ((int)response.StatusCode).ShouldBe(status);
        response.Headers.Contains("Access-Control-Allow-Origin").ShouldBe(status == 200);
        if (status == 200) response.Headers.GetValues("Access-Control-Expose-Headers").Single().ShouldContain("Mcp-Session-Id");
    }

    [Test]
    public async Task NoCredentials_Is401WithAChallenge()
    {
        using var response = await Gateway.Client.PostAsync("/mcp", new StringContent(Initialize, System.Text.Encoding.UTF8, "application/json"));
        response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        response.Headers.WwwAuthenticate.ToString().ShouldStartWith("Bearer");
    }

    [Test]
    public async Task Get_PushedMessages_PassAndResumeWithLastEventId()
    {
        Upstream.Settings.GetStreams = true;
        var tenant = await Gateway.CreateTenantAsync();
        var ticket = await OpenAsync(tenant);
        string first;
        using (var request = tenant.McpRequest(HttpMethod.Get, ticket))
        using (var response = await Gateway.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead))
        {
            response.StatusCode.ShouldBe(HttpStatusCode.OK);
            await Upstream.WaitForAsync(r => r.OpenStreams > 0);
            Upstream.Push("""{"jsonrpc":"2.0","method":"notifications/tools/list_changed","params":{"n":1}}""");
            first = await ReadUntilAsync(await response.Content.ReadAsStreamAsync(), "\"n\":1}}\n\n");
        }

        await Upstream.WaitForAsync(r => r.OpenStreams == 0);
        Upstream.Push("""{"jsonrpc":"2.0","method":"notifications/tools/list_changed","params":{"n":2}}""");
        var lastId = first.Split('\n').Last(l => l.StartsWith("id: ", StringComparison.Ordinal))[4..];
        using var again = tenant.McpRequest(HttpMethod.Get, ticket, ("Last-Event-ID", lastId));
        using var resumed = await Gateway.Client.SendAsync(again, HttpCompletionOption.ResponseHeadersRead);

        (await ReadUntilAsync(await resumed.Content.ReadAsStreamAsync(), "\"n\":2}}\n\n")).ShouldNotContain("\"n\":1");
    }

    [Test]
    public async Task Delete_EndsTheUpstreamsSession()
    {
        var tenant = await Gateway.CreateTenantAsync();
        var ticket = await OpenAsync(tenant);
        var deleted = Upstream.Record.Deleted.Count;
        using var request = tenant.McpRequest(HttpMethod.Delete, ticket);

        using var response = await Gateway.Client.SendAsync(request);

        response.IsSuccessStatusCode.ShouldBeTrue();
        Upstream.Record.Deleted.Count.ShouldBe(deleted + 1);
        using var after = await tenant.McpAsync(Call("echo"), ticket);
        after.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Test]
    public async Task Apps_ClientMayNarrow_NeverWiden()
    {
        var tenant = await Gateway.CreateTenantAsync(integrationKey: "hubspot");
        using var request = tenant.McpRequest(HttpMethod.Post, null);
        request.RequestUri = new Uri("/mcp?apps=hubspot,gmail", UriKind.Relative);
        request.Content = new StringContent(Initialize, System.Text.Encoding.UTF8, "application/json");

        using var response = await Gateway.Client.SendAsync(request);

        ((int)response.StatusCode).ShouldBe(400);
        (await response.Content.ReadAsStringAsync()).ShouldContain("hubspot");
    }

    [Test]
    public async Task Headers_OfTheClient_StayHere()
    {
        var tenant = await Gateway.CreateTenantAsync(integrationAppToken: "upstream-token-of-this-test");
        using (var response = await tenant.McpAsync(Initialize, null, ("Cookie", "a=b"), ("x-api-key", tenant.ApiKey), ("X-Custom", "1"), ("X-Forwarded-For", "1.2.3.4")))
            response.StatusCode.ShouldBe(HttpStatusCode.OK);

        var request = Upstream.Record.Requests.Last(r => r.Body?.Contains("\"initialize\"", StringComparison.Ordinal) == true);
        request.Headers.Keys.Order().ShouldBe(["Accept", "Accept-Encoding", "Authorization", "Content-Length", "Content-Type", "Host"]);
        request.Token.ShouldBe("upstream-token-of-this-test");
    }

    [Test]
    public async Task UpstreamWithoutSessions_ClientGetsNoTicketAndNeedsNone()
    {
        await using var stateless = await Common.Upstreams.ScriptableUpstream.StartAsync();
        stateless.Settings.Stateless = true;
        await using var gateway = await Common.Gateway.GatewayHost.StartAsync(DatabaseUrl, stateless.Address);
        var tenant = await gateway.CreateTenantAsync();

        using (var opened = await tenant.McpAsync(Initialize)) opened.Headers.Contains("Mcp-Session-Id").ShouldBeFalse();
        using var called = await tenant.McpAsync(Call("echo"));

        (await AnswerAsync(called)).TryGetProperty("result", out _).ShouldBeTrue();
    }
}
