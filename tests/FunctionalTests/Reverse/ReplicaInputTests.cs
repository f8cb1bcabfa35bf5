using McpService.Common.Gateway;
using McpService.Common.Upstreams.Faults;
using McpService.Common.Waiting;
using McpService.FunctionalTests.Auditing;
using McpService.FunctionalTests.Persistence;

namespace McpService.FunctionalTests.Reverse;

/// <summary>A played session over two replicas: whichever gets a message, the one that holds what it is about acts on it.</summary>
internal sealed class ReplicaInputTests() : ReverseFixture(Engine.Postgres)
{
    private GatewayHost _other = null!;

    [OneTimeSetUp]
    public async Task StartOtherAsync() => _other = await GatewayHost.StartAsync(DatabaseUrl, Upstream.Address, Settings);

    [OneTimeTearDown]
    public Task StopOtherAsync() => _other.DisposeAsync().AsTask();

    [Test]
    public async Task Answer_AtTheOtherReplica_ReachesTheCall_AndIsStoredSealed()
    {
        var client = await OlderClient.OpenAsync(await Gateway.CreateTenantAsync());
        Asks("whoami", $$"""{"k":{{Elicitation}}}""", "s", body => Text(body.Contains("Ada Lovelace", StringComparison.Ordinal) ? "answered" : "lost"));
        using var called = await client.CallAsync("whoami");
        var question = await called.MessageAsync();

        (await client.At(_other).AnswerAsync(question, """{"action":"accept","content":{"name":"Ada Lovelace"}}""")).ShouldBe(202);

        (await called.MessageAsync()).GetRawText().ShouldContain("answered");
        await Eventually.TrueAsync(async _ => (await TrailRows.QueryAsync<long>(Gateway.Services, "SELECT count(*) FROM bridged_mail"))[0] == 0, "What was taken is gone");
        (await client.At(_other).TellAsync("""{"jsonrpc":"2.0","id":"nobody","result":{}}""")).ShouldBe(202);
        (await TrailRows.QueryAsync<long>(Gateway.Services, "SELECT count(*) FROM bridged_mail"))[0].ShouldBe(0);
    }

    [Test]
    public async Task Cancellation_AtTheOtherReplica_EndsTheCall()
    {
        var client = await OlderClient.OpenAsync(await Gateway.CreateTenantAsync("cancelled-elsewhere"));
        Upstream.Fault("tools/call", new Fault(async e =>
        {
            await e.StartStreamAsync();
            await e.SendEventAsync("""{"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":"p","progress":1}}""");
            await e.HangAsync();
        }), when: r => r.Token == "cancelled-elsewhere");
        using var called = await client.CallAsync("whoami", id: "\"seven\"");
        await called.MessageAsync();

        await client.At(_other).TellAsync("""{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":"seven"}}""");

        (await called.NextAsync()).ShouldBeNull();
    }

    [Test]
    public async Task LevelAndSubscription_SetAtOneReplica_HoldAtTheOther()
    {
        var client = await OlderClient.OpenAsync(await Gateway.CreateTenantAsync("two-replicas"));
        Upstream.Fault("subscriptions/listen", Fault.Listening(async e =>
        {
            if (e.Request.Body.Contains("a://b", StringComparison.Ordinal)) await e.SendEventAsync("""{"jsonrpc":"2.0","method":"notifications/resources/updated","params":{"uri":"a://b"}}""");
            await e.HangAsync();
        }), when: r => r.Token == "two-replicas");
        using var listening = await client.ListenAsync();

        await client.At(_other).AskAsync("logging/setLevel", """{"level":"error"}""");
        await client.At(_other).AskAsync("resources/subscribe", """{"uri":"a://b"}""");
        await client.AskAsync("tools/list");

        (await listening.MessageAsync()).GetProperty("params").GetProperty("uri").GetString().ShouldBe("a://b");
        Upstream.Record.Requests.Last(r => r.Token == "two-replicas" && r.Method == "tools/list").Body.ShouldContain("\"io.modelcontextprotocol/logLevel\":\"error\"");
        (await client.At(_other).EndAsync()).ShouldBe(200);
        using var after = await client.StartAsync("ping");
        after.Status.ShouldBe(404);
    }
}
