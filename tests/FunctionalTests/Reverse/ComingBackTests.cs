using McpService.Common.Gateway;
using McpService.Common.Upstreams.Faults;
using McpService.FunctionalTests.Persistence;

namespace McpService.FunctionalTests.Reverse;

/// <summary>The stream of a played session that ended while something changed: its client, which comes back to any replica, hears of it.</summary>
internal sealed class ComingBackTests() : ReverseFixture(Engine.Postgres)
{
    private GatewayHost _other = null!;

    [OneTimeSetUp]
    public async Task StartOtherAsync() => _other = await GatewayHost.StartAsync(DatabaseUrl, Upstream.Address, Settings);

    [OneTimeTearDown]
    public Task StopOtherAsync() => _other.DisposeAsync().AsTask();

    [TestCase("2025-11-25")]
    [TestCase("2025-06-18")]
    public async Task Client_ThatComesBack_IsToldToLookAtWhatItListensTo(string revision)
    {
        var client = await OlderClient.OpenAsync(await Gateway.CreateTenantAsync($"comes-back-{revision}"), revision);
        Upstream.Fault("subscriptions/listen", Fault.Listening(async e =>
        {
            // Once: what changes while nobody listens is not said again.
            await e.SendEventAsync("""{"jsonrpc":"2.0","method":"notifications/tools/list_changed","params":{"_meta":{"once":true}}}""");
            await e.HangAsync();
        }), times: 1);
        Upstream.Fault("subscriptions/listen", Fault.Listening(e => e.HangAsync()));

        string id;
        using (var first = await client.ListenAsync())
        {
            (await first.MessageAsync()).GetRawText().ShouldContain("once", customMessage: "who comes for the first time is told what there is, and nothing else");
            id = first.LastId.ShouldNotBeNull();
        }

        await client.AskAsync("resources/subscribe", """{"uri":"a://b"}""");
        using var again = await client.At(_other).ListenAsync(id);

        (await again.MessageAsync()).GetRawText().ShouldBe("""{"jsonrpc":"2.0","method":"notifications/tools/list_changed","params":{}}""");
        (await again.MessageAsync()).GetRawText().ShouldBe("""{"jsonrpc":"2.0","method":"notifications/resources/updated","params":{"uri":"a://b"}}""");
    }

    [Test]
    public async Task Stream_OfTheNewestRevisionWithSessions_BeginsWithAnId()
    {
        var client = await OlderClient.OpenAsync(await Gateway.CreateTenantAsync("nothing-yet"), "2025-11-25");
        Upstream.Fault("subscriptions/listen", Fault.Listening(e => e.HangAsync()), when: r => r.Token == "nothing-yet");

        using var first = await client.ListenAsync();

        (await first.FirstLineAsync()).ShouldStartWith("id: ");
    }

    [Test]
    public async Task Upstream_ThatEndsItsStream_IsListenedToAgain_AndTheClientLooks()
    {
        var client = await OlderClient.OpenAsync(await Gateway.CreateTenantAsync("interrupted"));
        Upstream.Fault("subscriptions/listen", Fault.Listening(_ => Task.CompletedTask), times: 1, when: r => r.Token == "interrupted");
        Upstream.Fault("subscriptions/listen", Fault.Listening(e => e.HangAsync()), when: r => r.Token == "interrupted");

        using var listening = await client.ListenAsync();

        (await listening.MessageAsync()).GetProperty("method").GetString().ShouldBe("notifications/tools/list_changed");
        Upstream.Record.Requests.Count(r => r.Token == "interrupted" && r.Method == "subscriptions/listen").ShouldBe(2);
    }
}
