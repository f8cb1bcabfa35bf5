using McpService.Application.Circuits;
using McpService.Common.Gateway;
using McpService.Common.Proxies;
using McpService.Common.Time;
using McpService.Common.Upstreams;
using McpService.Common.Waiting;
using McpService.FunctionalTests.Persistence;
using McpService.Infrastructure.Mcp.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace McpService.FunctionalTests.Doors;

/// <summary>An upstream that several tenants cannot connect to is not tried for anybody; one that two cannot is.</summary>
[TestFixture]
internal sealed class OutageTests
{
    private const string Open = "upstream_circuit_open";

    [Test]
    public async Task Outage_OfTheUpstream_IsFoundForAllAndEndsWithOneThatConnects([Values] Door door)
    {
        var isSessionless = door is Door.Forward or Door.Reverse;
        var clock = new ManualTimeProvider();
        using var database = await TestDatabase.CreateAsync(Engine.Sqlite);
        await using var upstream = await ScriptableUpstream.StartAsync();
        upstream.Settings.Stateless = isSessionless;
        if (isSessionless) upstream.Settings.ProtocolVersions = ["2026-07-28"];
        await using var way = new TcpForwarder(upstream.Address.Port);
        var address = new UriBuilder(upstream.Address) { Port = way.Port }.Uri;
        await using var gateway = await GatewayHost.StartAsync(
            [
                $"--DATABASE_URL={database.Url}", $"--INTEGRATION_APP_MCP_URL={address}", "--UPSTREAM_OUTAGE_CALLS=6", "--UPSTREAM_CIRCUIT_CALLS=1000000",
                .. isSessionless ? ["--UPSTREAM_PROTOCOL_VERSION=2026-07-28"] : Array.Empty<string>(),
            ],
            builder => builder.Services.AddSingleton(provider => new UpstreamCircuit(provider.GetRequiredService<IOptions<UpstreamOptions>>().Value.Outage, clock)));
        var clients = new List<IDoorClient>();
        for (var i = 0; i < 4; i++)
        {
            clients.Add(DoorFixture.Connect(door, await gateway.CreateTenantAsync($"tenant-{i}", "*")));
            (await clients[i].CallAsync("whoami")).Result.ShouldNotBeNull();
        }

        await way.CloseAsync();
        for (var i = 0; i < 20; i++) (await clients[i % 2].CallAsync("whoami")).Text.ShouldNotContain(Open);
        (await OpenAsync(gateway)).ShouldBe(0, "two tenants say nothing of the others' upstream");
        await Eventually.TrueAsync(async _ => IsShed(await clients[2].CallAsync("whoami")), "The circuit's opening", every: TimeSpan.FromMilliseconds(1));
        (await OpenAsync(gateway)).ShouldBe(1);

        // The upstream is back, and nobody asks it before the time is over.
        way.Reopen();
        var (connections, hits) = (way.Accepted, upstream.Record.TotalHits);
        foreach (var client in clients)
        {
            var refused = await client.CallAsync("whoami");
            (IsShed(refused), refused.Text.Contains("not_sent", StringComparison.Ordinal)).ShouldBe((true, true), refused.Text);
        }

        (way.Accepted, upstream.Record.TotalHits).ShouldBe((connections, hits), "connections, and what came over them");

        clock.Advance(gateway.Services.GetRequiredService<IOptions<UpstreamOptions>>().Value.Outage.OpenFor);
        (await clients[3].CallAsync("whoami")).Result.ShouldNotBeNull("the call that tries");
        foreach (var client in clients) (await client.CallAsync("whoami")).Result.ShouldNotBeNull();
        (await OpenAsync(gateway)).ShouldBe(0);
        foreach (var client in clients) await client.DisposeAsync();
    }

    private static bool IsShed(DoorAnswer answer) => answer.Text.Contains(Open, StringComparison.Ordinal);

    private static async Task<int> OpenAsync(GatewayHost gateway) => (await gateway.SendAsync(HttpMethod.Get, "/health")).Json.GetProperty("openCircuits").GetInt32();
}
