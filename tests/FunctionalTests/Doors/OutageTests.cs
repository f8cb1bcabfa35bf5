using McpService.Common.Gateway;
using McpService.Common.Proxies;
using McpService.Common.Upstreams;
using McpService.Common.Waiting;
using McpService.FunctionalTests.Persistence;

namespace McpService.FunctionalTests.Doors;

/// <summary>An upstream that several tenants cannot connect to is not tried for anybody; one that two cannot is.</summary>
[TestFixture]
internal sealed class OutageTests
{
    private const string Open = "upstream_circuit_open";

    [Test]
    public async Task Outage_OfTheUpstream_IsFoundForAllAndEndsWithOneThatConnects([Values(Door.Rest, Door.Session, Door.Bridge, Door.Sse)] Door door)
    {
        using var database = await TestDatabase.CreateAsync(Engine.Sqlite);
        await using var upstream = await ScriptableUpstream.StartAsync();
        await using var way = new TcpForwarder(upstream.Address.Port);
        var address = new UriBuilder(upstream.Address) { Port = way.Port }.Uri;
        await using var gateway = await GatewayHost.StartAsync(
            [$"--DATABASE_URL={database.Url}", $"--INTEGRATION_APP_MCP_URL={address}", "--UPSTREAM_OUTAGE_CALLS=6", "--UPSTREAM_CIRCUIT_WINDOW_SECONDS=600", "--UPSTREAM_CIRCUIT_OPEN_SECONDS=2", "--UPSTREAM_CIRCUIT_CALLS=1000000"]);
        var clients = new List<IDoorClient>();
        for (var i = 0; i < 4; i++)
        {
            clients.Add(DoorFixture.Connect(door, await gateway.CreateTenantAsync($"tenant-{i}", "*")));
            (await clients[i].CallAsync("whoami")).Result.ShouldNotBeNull();
        }

        await way.CloseAsync();
        for (var i = 0; i < 20; i++) (await clients[i % 2].CallAsync("whoami")).Text.ShouldNotContain(Open);
        (await OpenAsync(gateway)).ShouldBe(0, "two tenants say nothing of the others' upstream");
        await Eventually.TrueAsync(async _ => (await clients[2].CallAsync("whoami")).Text.Contains(Open, StringComparison.Ordinal), "The circuit's opening", every: TimeSpan.FromMilliseconds(1));

        var refused = await clients[3].CallAsync("whoami");
        (refused.Text.Contains(Open, StringComparison.Ordinal), refused.Text.Contains("not_sent", StringComparison.Ordinal)).ShouldBe((true, true), "who did not call before");
        (await OpenAsync(gateway)).ShouldBe(1);

        way.Reopen();
        await Eventually.TrueAsync(async _ => (await clients[3].CallAsync("whoami")).Result is not null, "A call that tries");
        await Eventually.TrueAsync(async _ => (await clients[0].CallAsync("whoami")).Result is not null, "The others' calls");
        (await OpenAsync(gateway)).ShouldBe(0);
        foreach (var client in clients) await client.DisposeAsync();
    }

    private static async Task<int> OpenAsync(GatewayHost gateway) => (await gateway.SendAsync(HttpMethod.Get, "/health")).Json.GetProperty("openCircuits").GetInt32();
}
