using McpService.Common.Gateway;
using McpService.Common.Waiting;

namespace McpService.FunctionalTests.Doors;

/// <summary>More calls than the process makes at once: a flood waits for itself, and another tenant's call comes in its turn, at whichever door.</summary>
internal sealed class PlaceTests : DoorFixture
{
    private const int Places = 2;
    private const int Flood = 20;

    protected override IEnumerable<string> Settings => [$"--MAX_CONCURRENT_CALLS={Places}", "--MAX_WAITING_CALLS=30"];

    [OneTimeSetUp]
    public void List()
    {
        foreach (var door in new[] { Door.Rest, Door.Forward })
            UpstreamOf(door).SetTools("""[{"name":"hold","inputSchema":{"type":"object"}},{"name":"hold-all","inputSchema":{"type":"object"}}]""");
    }

    [Test]
    public async Task Calls_BeyondThePlaces_AreServedInTurn([Values] Door door)
    {
        var (upstream, flooder) = (UpstreamOf(door), $"floods-{door}");
        var a = await CreateTenantAsync(door, "*", flooder);
        var b = await CreateTenantAsync(door, "*", $"calls-{door}");
        using var gate = new SemaphoreSlim(0);
        var started = 0;
        upstream.OnCall("hold", async call =>
        {
            if (call.Token == flooder)
            {
                Interlocked.Increment(ref started);
                await gate.WaitAsync(WaitLimit.Default);
            }

            return """{"content":[]}""";
        });
        var clients = Enumerable.Range(0, Flood).Select(_ => Connect(door, a)).ToList();
        await using var other = Connect(door, b);
        foreach (var client in clients) await client.ListAsync();
        await other.ListAsync();

        var flood = clients.Select(client => client.CallAsync("hold")).ToList();
        await Eventually.TrueAsync(async _ => await PlacesAsync(a.Gateway, "waiting") == Flood - Places, "The flood's waiting");
        var turn = other.CallAsync("hold");
        await Eventually.TrueAsync(async _ => await PlacesAsync(a.Gateway, "waiting") == Flood - Places + 1, "Its waiting");

        // Two of the flood end, one more of it begins, and then it is the other's turn.
        gate.Release(2);
        (await turn).Result.ShouldNotBeNull();
        started.ShouldBeInRange(Places, Places + 3);

        gate.Release(Flood);
        (await Task.WhenAll(flood)).ShouldAllBe(answer => answer.Result != null);
        (await PlacesAsync(a.Gateway, "taken")).ShouldBe(0);
        foreach (var client in clients) await client.DisposeAsync();
    }

    [Test]
    public async Task Calls_BeyondThoseThatMayWait_Are503Overloaded()
    {
        const string Token = "floods-the-queue";
        var tenant = await CreateTenantAsync(Door.Rest, "*", Token);
        using var gate = new SemaphoreSlim(0);
        UpstreamOf(Door.Rest).OnCall("hold-all", async _ =>
        {
            await gate.WaitAsync(WaitLimit.Default);
            return """{"content":[]}""";
        });
        var flood = Enumerable.Range(0, Places + 30).Select(_ => tenant.ToolAsync("""{"method":"hold-all"}""")).ToList();
        await Eventually.TrueAsync(async _ => await PlacesAsync(tenant.Gateway, "waiting") == 30, "The queue's filling");

        var refused = await tenant.ToolAsync("""{"method":"hold-all"}""");

        ((int)refused.Status, refused.Code, refused.Json.GetProperty("outcome").GetString()).ShouldBe((503, "overloaded", "not_sent"));
        refused.Headers["Retry-After"].ShouldBe("1");
        gate.Release(100);
        (await Task.WhenAll(flood)).ShouldAllBe(answer => (int)answer.Status == 200);
    }

    private static async Task<double> PlacesAsync(GatewayHost gateway, string kind)
    {
        var answer = await gateway.SendAsync(HttpMethod.Get, "/api/health", null, ("Authorization", $"Bearer {Infrastructure.Security.ApiKeys.AdminOptions.SampleKey}"));
        return answer.Json.GetProperty("details").GetProperty("gauges").EnumerateArray()
            .Single(g => g.GetProperty("name").GetString() == "mcpservice.calls.places" && g.GetProperty("kind").GetString() == kind).GetProperty("value").GetDouble();
    }
}
