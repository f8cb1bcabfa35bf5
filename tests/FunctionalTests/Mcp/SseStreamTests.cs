using System.Buffers.Text;
using System.Net;
using McpService.Common.Gateway;
using McpService.Common.Upstreams.Faults;
using McpService.FunctionalTests.Tenants;
using Microsoft.Extensions.DependencyInjection;

namespace McpService.FunctionalTests.Mcp;

/// <summary>The stream of a client of 2024-11-05 is its session: it lives as long, and no longer.</summary>
internal sealed class SseStreamTests : McpFixture
{
    [SetUp]
    public void ServeNoStreams() => Upstream.Settings.GetStreams = false;

    [Test]
    public async Task UpstreamLostTheSession_CallFailsAndTheStreamEnds()
    {
        Upstream.Settings.GetStreams = true;
        using var client = await SseClient.OpenAsync(await Gateway.CreateTenantAsync());
        await Upstream.WaitForAsync(r => r.OpenStreams > 0); // the gateway's own: later, it would notice the loss before the call does
        Upstream.LoseSessions();

        await client.SendAsync(Call("echo", id: "1"));

        var last = (await client.ReadToEndAsync()).ShouldHaveSingleItem();
        last.ShouldContain("\"id\":1");
        last.ShouldContain("-32001");
        using var after = await client.PostAsync(Call("echo"));
        after.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Test]
    public async Task ListenerNoticesTheLossFirst_CallUnderWayIsToldBeforeTheStreamEnds()
    {
        Upstream.Settings.GetStreams = true;
        using var client = await SseClient.OpenAsync(await Gateway.CreateTenantAsync());
        await Upstream.WaitForAsync(r => r.OpenStreams > 0);
        var listened = Upstream.Hits("GET");
        Upstream.Fault("tools/call", Fault.HangBeforeHeaders, times: 1);
        await client.SendAsync(Call("echo", id: "1"));
        await Upstream.WaitForAsync(r => r.Hanging > 0);

        Upstream.LoseSessions();
        await Upstream.WaitForAsync(r => r.Hits("GET") > listened);
        Upstream.Release();

        (await client.ReadToEndAsync()).ShouldHaveSingleItem().ShouldContain("\"id\":1");
    }

    [Test]
    public async Task UpstreamRestarts_WhileNothingIsSent_StreamEnds()
    {
        Upstream.Settings.GetStreams = true;
        using var client = await SseClient.OpenAsync(await Gateway.CreateTenantAsync());
        await Upstream.WaitForAsync(r => r.OpenStreams > 0);

        await Upstream.StopAsync();
        await Upstream.StartAgainAsync();

        (await client.ReadToEndAsync()).ShouldBeEmpty();
    }

    [Test]
    public async Task UpstreamsOwnStreamEnds_IsOpenedAgain()
    {
        Upstream.Settings.GetStreams = true;
        using var client = await SseClient.ConnectAsync(await Gateway.CreateTenantAsync());
        Upstream.Fault("GET", Fault.CloseWithoutAnswer, times: 1);
        await client.InitializeAsync();
        await Upstream.WaitForAsync(r => r.OpenStreams > 0);

        Upstream.Push("""{"jsonrpc":"2.0","method":"notifications/tools/list_changed"}""");

        (await client.ReadAsync()).GetProperty("method").GetString().ShouldBe("notifications/tools/list_changed");
    }

    [Test]
    public async Task TokenNearItsEnd_StreamEndsAndSessionWithIt()
    {
        var clock = new ShiftedTime();
        await using var gateway = await GatewayHost.StartAsync(
            [$"--DATABASE_URL={DatabaseUrl}", $"--INTEGRATION_APP_MCP_URL={Upstream.Address}"], builder => builder.Services.AddSingleton<TimeProvider>(clock));
        using var client = await SseClient.OpenAsync(await gateway.CreateTenantAsync(TokenUntil(clock.GetUtcNow().AddHours(1))));
        var deleted = Upstream.Record.Deleted.Count;

        clock.Advance(TimeSpan.FromMinutes(59.5));

        (await client.ReadToEndAsync()).ShouldBeEmpty();
        await Upstream.WaitForAsync(r => r.Deleted.Count > deleted);
        using var after = await client.PostAsync(Call("echo"));
        after.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Test]
    public async Task Initialize_Twice_IsRefusedAndTheOneSessionEnds()
    {
        var (opened, deleted) = (Upstream.Record.SessionsOpened, Upstream.Record.Deleted.Count);
        using (var client = await SseClient.OpenAsync(await Gateway.CreateTenantAsync()))
        {
            await client.StartInitializeAsync();
            (await client.ReadAsync()).GetProperty("error").GetProperty("code").GetInt32().ShouldBe(-32600);
        }

        await Upstream.WaitForAsync(r => r.Deleted.Count > deleted);
        Upstream.Record.SessionsOpened.ShouldBe(opened + 1);
    }

    [Test]
    public async Task Initialize_FailedBefore_MayBeTriedAgain()
    {
        using var client = await SseClient.ConnectAsync(await Gateway.CreateTenantAsync());
        Upstream.Fault("initialize", Fault.ServerError, times: 1);
        await client.StartInitializeAsync();
        (await client.ReadAsync()).TryGetProperty("error", out _).ShouldBeTrue();

        (await client.InitializeAsync()).TryGetProperty("result", out _).ShouldBeTrue();
    }

    [Test]
    public async Task Initialize_StreamClosedMeanwhile_SessionEnds()
    {
        var deleted = Upstream.Record.Deleted.Count;
        Upstream.Fault("initialize", Fault.HangBeforeHeaders);
        using (var client = await SseClient.ConnectAsync(await Gateway.CreateTenantAsync()))
        {
            await client.StartInitializeAsync();
            await Upstream.WaitForAsync(r => r.Hanging > 0);
        }

        Upstream.Release();

        await Upstream.WaitForAsync(r => r.Deleted.Count > deleted);
    }

    [Test]
    public async Task TooManyMessagesUnderWay_Is429OnThePost()
    {
        using var client = await SseClient.ConnectAsync(await Gateway.CreateTenantAsync());
        Upstream.Fault("notifications/initialized", Fault.HangBeforeHeaders);
        await client.InitializeAsync(); // what follows waits for it

        var taken = 0;
        HttpStatusCode last;
        do
        {
            using var posted = await client.PostAsync($$"""{"jsonrpc":"2.0","id":{{taken}},"method":"ping"}""");
            last = posted.StatusCode;
            if (last == HttpStatusCode.Accepted) taken++;
        }
        while (last == HttpStatusCode.Accepted && taken < 1000);

        last.ShouldBe(HttpStatusCode.TooManyRequests);
        taken.ShouldBeGreaterThan(10);
    }

    [TestCase("https://mcp.example.com/gw/a%20b/", "/gw/a%20b/messages?apps=hubspot&session=")]
    [TestCase("https://mcp.example.com", "/messages?apps=hubspot&session=")]
    public async Task Endpoint_IsBelowThePublicAddress(string publicUrl, string start)
    {
        await using var gateway = await GatewayHost.StartAsync(DatabaseUrl, Upstream.Address, $"PUBLIC_URL={publicUrl}");

        using var client = await SseClient.ConnectAsync(await gateway.CreateTenantAsync(), "?apps=hubspot&session=mine");

        client.Endpoint.ShouldStartWith(start);
        client.Endpoint.ShouldNotContain("mine");
    }

    /// <summary>A JWT that nobody signed; only its end is looked at.</summary>
    private static string TokenUntil(DateTimeOffset end) =>
        $"{Base64Url.EncodeToString("{\"alg\":\"HS512\"}"u8)}.{Base64Url.EncodeToString(System.Text.Encoding.UTF8.GetBytes($"{{\"id\":\"u\",\"exp\":{end.ToUnixTimeSeconds()}}}"))}.c2ln";
}
