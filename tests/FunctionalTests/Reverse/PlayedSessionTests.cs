using McpService.Common.Gateway;
using McpService.Common.Upstreams;
using McpService.Common.Upstreams.Faults;
using McpService.Common.Waiting;
using McpService.FunctionalTests.Persistence;
using McpService.Infrastructure.Security.ApiKeys;

namespace McpService.FunctionalTests.Reverse;

/// <summary>Clients that initialize before an upstream that knows no sessions: the gateway plays theirs.</summary>
[TestFixture(Engine.Sqlite)]
[TestFixture(Engine.Postgres)]
internal sealed class PlayedSessionTests(Engine engine) : ReverseFixture(engine)
{
    [TestCase("2024-11-05", "2024-11-05")]
    [TestCase("2025-03-26", "2025-03-26")]
    [TestCase("2025-06-18", "2025-06-18")]
    [TestCase("2025-11-25", "2025-11-25")]
    [TestCase("1999-01-01", "2025-11-25")]
    public async Task Initialize_IsAnsweredWithWhatTheUpstreamSaysOfItself(string asked, string agreed)
    {
        var client = await OlderClient.OpenAsync(await Gateway.CreateTenantAsync(), asked);

        client.Introduction.GetProperty("protocolVersion").GetString().ShouldBe(agreed);
        client.Introduction.GetProperty("serverInfo").GetRawText().ShouldBe("""{"name":"newest","version":"9"}""");
        client.Introduction.GetProperty("instructions").GetString().ShouldBe("Be kind.");
        client.Introduction.GetProperty("capabilities").GetProperty("resources").GetProperty("subscribe").GetBoolean().ShouldBeTrue();
        client.Introduction.EnumerateObject().Select(m => m.Name).ShouldBe(["protocolVersion", "capabilities", "serverInfo", "instructions"]);
    }

    [Test]
    public async Task Request_StandsAloneAtTheUpstream_AndItsAnswerIsOfTheOlderRevision()
    {
        var client = await OlderClient.OpenAsync(await Gateway.CreateTenantAsync("standing-alone"));
        Upstream.OnCall("whoami", _ => """{"resultType":"complete","content":[],"structuredContent":[1],"_meta":{"io.modelcontextprotocol/serverInfo":{"name":"newest"},"vendor/x":1}}""");
        Upstream.OnRequest("prompts/list", _ => """{"resultType":"complete","prompts":[],"ttlMs":5,"cacheScope":"public","_meta":{"io.modelcontextprotocol/serverInfo":{"name":"newest"}}}""");

        var called = await client.AskAsync("tools/call", """{"name":"whoami","arguments":{"a":1},"_meta":{"vendor/y":2,"io.modelcontextprotocol/logLevel":"debug"}}""", "\"seven\"");
        var listed = await client.AskAsync("prompts/list");

        called.GetProperty("id").GetString().ShouldBe("seven");
        called.GetProperty("result").GetRawText().ShouldBe("""{"content":[],"_meta":{"vendor/x":1}}""");
        listed.GetProperty("result").GetRawText().ShouldBe("""{"prompts":[]}""");
        var sent = Upstream.Record.Requests.Single(r => r.Token == "standing-alone" && r.Method == "tools/call");
        (sent.Headers["MCP-Protocol-Version"], sent.Headers["Mcp-Method"], sent.Headers["Mcp-Name"], sent.SessionId).ShouldBe(("2026-07-28", "tools/call", "whoami", null));
        var meta = sent.Params!.Value.GetProperty("_meta");
        meta.GetProperty("io.modelcontextprotocol/clientInfo").GetRawText().ShouldBe("""{"name":"older","version":"7"}""");
        meta.GetProperty("io.modelcontextprotocol/clientCapabilities").GetProperty("sampling").GetRawText().ShouldBe("{}");
        meta.GetProperty("vendor/y").GetInt32().ShouldBe(2);
        meta.TryGetProperty("io.modelcontextprotocol/logLevel", out _).ShouldBeFalse("what is not agreed in the session is not passed");
    }

    [Test]
    public async Task Error_WithAStatusOfItsOwn_IsAnAnswerLikeAnyOther()
    {
        var client = await OlderClient.OpenAsync(await Gateway.CreateTenantAsync());
        Upstream.Fault("vendor/unknown", new Fault(e => e.RespondAsync(404, "application/json", """{"jsonrpc":"2.0","id":null,"error":{"code":-32601,"message":"Method not found"}}""")));
        Upstream.OnRequest("resources/read", _ => throw new Common.Upstreams.UpstreamRpcException(-32602, "Resource not found", """{"uri":"a://b"}"""));

        using var unknown = await client.StartAsync("vendor/unknown");
        var missing = await client.AskAsync("resources/read", """{"uri":"a://b"}""");

        unknown.Status.ShouldBe(200, "404 would end the session");
        (await unknown.MessageAsync()).GetProperty("error").GetProperty("code").GetInt32().ShouldBe(-32601);
        missing.GetProperty("error").GetProperty("code").GetInt32().ShouldBe(-32002);
    }

    [Test]
    public async Task Session_EndedByItsClient_IsGoneWhateverItHolds()
    {
        var tenant = await Gateway.CreateTenantAsync();
        var client = await OlderClient.OpenAsync(tenant);
        (await client.AskAsync("ping")).GetProperty("result").GetRawText().ShouldBe("{}");
        using var listening = await client.ListenAsync();

        (await client.EndAsync()).ShouldBe(200);

        using var after = await client.StartAsync("ping");
        (after.Status, (await after.MessageAsync()).GetProperty("error").GetProperty("code").GetInt32()).ShouldBe((404, -32001));
        (await listening.NextAsync()).ShouldBeNull();
    }

    [Test]
    public async Task Ticket_OfAnotherTenant_IsNotFound()
    {
        var client = await OlderClient.OpenAsync(await Gateway.CreateTenantAsync("one"));
        using var stolen = await (await Gateway.CreateTenantAsync("two")).McpAsync("""{"jsonrpc":"2.0","id":1,"method":"ping"}""", client.Ticket);
        ((int)stolen.StatusCode).ShouldBe(404);
        using var none = await (await Gateway.CreateTenantAsync("three")).McpAsync("""{"jsonrpc":"2.0","id":1,"method":"ping"}""", null, ("MCP-Protocol-Version", "2025-06-18"));
        ((int)none.StatusCode).ShouldBe(400);
    }

    [Test]
    public async Task LogLevel_IsOfTheSession_AndProgressOfTheCall()
    {
        var tenant = await Gateway.CreateTenantAsync("logging");
        var client = await OlderClient.OpenAsync(tenant);
        Upstream.OnCall("whoami", async call =>
        {
            await call.SendAsync("""{"jsonrpc":"2.0","method":"notifications/message","params":{"level":"info","data":"line","_meta":{"io.modelcontextprotocol/subscriptionId":"x"}}}""");
            await call.SendAsync("""{"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":"p","progress":1}}""");
            return Text("done");
        });

        (await client.AskAsync("logging/setLevel", """{"level":"loud"}""")).GetProperty("error").GetProperty("code").GetInt32().ShouldBe(-32602);
        (await client.AskAsync("logging/setLevel", """{"level":"warning"}""")).GetProperty("result").GetRawText().ShouldBe("{}");
        using var called = await client.CallAsync("whoami", more: ""","_meta":{"progressToken":"p"}""");

        (await called.MessageAsync()).GetProperty("params").GetRawText().ShouldBe("""{"level":"info","data":"line"}""");
        (await called.MessageAsync()).GetProperty("params").GetRawText().ShouldBe("""{"progressToken":"p","progress":1}""");
        (await called.MessageAsync()).GetProperty("result").GetProperty("content").GetArrayLength().ShouldBe(1);
        Upstream.Record.Requests.Single(r => r.Token == "logging" && r.Method == "tools/call").Body.ShouldContain("\"io.modelcontextprotocol/logLevel\":\"warning\"");
    }

    [Test]
    public async Task Cancellation_ByNotice_EndsTheUpstreamsRequest_AndTheStream()
    {
        var client = await OlderClient.OpenAsync(await Gateway.CreateTenantAsync());
        var ended = new TaskCompletionSource();
        Upstream.Fault("tools/call", new Fault(async e =>
        {
            await e.StartStreamAsync();
            await e.SendEventAsync("""{"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":"p","progress":1}}""");
            try
            {
                await e.HangAsync();
            }
            finally
            {
                ended.TrySetResult();
            }
        }));
        using var called = await client.CallAsync("whoami", id: "77");
        await called.MessageAsync();

        (await client.TellAsync("""{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":77}}""")).ShouldBe(202);

        (await called.NextAsync()).ShouldBeNull();
        await ended.Task.WaitAsync(WaitLimit.Default);
    }

    [Test]
    public async Task Policy_HoldsForListsAndCalls()
    {
        var tenant = await Gateway.CreateTenantAsync("policed");
        await Gateway.SendAsync(HttpMethod.Patch, $"/api/tenants/{tenant.TenantId}", """{"tools":{"deny":["echo"]}}""", ("Authorization", $"Bearer {AdminOptions.SampleKey}"));
        var client = await OlderClient.OpenAsync(tenant);

        (await client.AskAsync("tools/list")).GetRawText().ShouldNotContain("\"echo\"");
        using var refused = await client.CallAsync("echo");
        (await refused.MessageAsync()).GetProperty("error").GetProperty("code").GetInt32().ShouldBe(-32602);
        Upstream.Record.Requests.ShouldNotContain(r => r.Token == "policed" && r.Tool == "echo");
    }

    [Test]
    public async Task Credential_InAnAnswer_IsMasked()
    {
        const string Token = "token-that-is-long-enough-to-mask";
        var client = await OlderClient.OpenAsync(await Gateway.CreateTenantAsync(Token));
        Upstream.OnCall("whoami", _ => Text($"you are {Token}"));
        using var called = await client.CallAsync("whoami");
        (await called.MessageAsync()).GetRawText().ShouldNotContain(Token);
    }

    [Test]
    public async Task Subscription_IsHeardOfOnTheListeningStream()
    {
        var tenant = await Gateway.CreateTenantAsync("subscribing");
        var client = await OlderClient.OpenAsync(tenant);
        Upstream.Fault("subscriptions/listen", Fault.Listening(async e =>
        {
            var address = e.Request.Body.Contains("a://b", StringComparison.Ordinal) ? "a://b" : null;
            if (address is not null)
                await e.SendEventAsync($$$$$$"""{"jsonrpc":"2.0","method":"notifications/resources/updated","params":{"uri":"{{{{{{address}}}}}}","_meta":{"io.modelcontextprotocol/subscriptionId":1}}}""");
            else
                await e.SendEventAsync("""{"jsonrpc":"2.0","method":"notifications/tools/list_changed","params":{"_meta":{"io.modelcontextprotocol/subscriptionId":1}}}""");
            await e.HangAsync();
        }), when: r => r.Token == "subscribing");
        using var listening = await client.ListenAsync();
        (await listening.MessageAsync()).GetRawText().ShouldBe("""{"jsonrpc":"2.0","method":"notifications/tools/list_changed","params":{}}""");

        (await client.AskAsync("resources/subscribe", """{"uri":"a://b"}""")).GetProperty("result").GetRawText().ShouldBe("{}");

        (await listening.MessageAsync()).GetRawText().ShouldBe("""{"jsonrpc":"2.0","method":"notifications/resources/updated","params":{"uri":"a://b"}}""");
        await client.AskAsync("resources/unsubscribe", """{"uri":"a://b"}""");
        (await listening.MessageAsync()).GetProperty("method").GetString().ShouldBe("notifications/tools/list_changed");
    }

    [Test]
    public async Task Subscription_NewStreamListensBeforeTheOldOneEndsAndTheClientIsAnswered()
    {
        var tenant = await Gateway.CreateTenantAsync("subscribing-late");
        var client = await OlderClient.OpenAsync(tenant);
        var first = new TaskCompletionSource<UpstreamExchange>(TaskCreationOptions.RunContinuationsAsynchronously);
        var wasOpen = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        Upstream.Fault("subscriptions/listen", new Fault(async e =>
        {
            if (e.Request.Body.Contains("a://b", StringComparison.Ordinal)) wasOpen.TrySetResult(!(await first.Task).Ended.IsCancellationRequested);
            await e.StartStreamAsync();
            await e.SendEventAsync($$$$$$"""{"jsonrpc":"2.0","method":"notifications/subscriptions/acknowledged","params":{"notifications":{},"_meta":{"io.modelcontextprotocol/subscriptionId":{{{{{{e.Request.Id}}}}}}}}}""");
            await e.SendEventAsync("""{"jsonrpc":"2.0","method":"notifications/tools/list_changed","params":{}}""");
            first.TrySetResult(e);
            await e.HangAsync();
        }), when: r => r.Token == "subscribing-late");
        using var listening = await client.ListenAsync();
        await listening.MessageAsync();

        await client.AskAsync("resources/subscribe", """{"uri":"a://b"}""");

        wasOpen.Task.IsCompletedSuccessfully.ShouldBeTrue("the client was answered before the upstream listened");
        (await wasOpen.Task).ShouldBeTrue("nothing listened for a moment");
    }

    [Test]
    public async Task Suspension_EndsWhatWaits()
    {
        var tenant = await Gateway.CreateTenantAsync("to-be-suspended");
        var client = await OlderClient.OpenAsync(tenant);
        Asks("whoami", $$"""{"k":{{Elicitation}}}""", "s", _ => Text("answered"));
        using var listening = await client.ListenAsync();
        using var called = await client.CallAsync("whoami");
        await called.MessageAsync();

        await Gateway.SendAsync(HttpMethod.Post, $"/api/tenants/{tenant.TenantId}/suspend", null, ("Authorization", $"Bearer {AdminOptions.SampleKey}"));

        (await listening.NextAsync()).ShouldBeNull();
        await Should.ThrowAsync<Exception>(async () => await called.MessageAsync());
    }
}
