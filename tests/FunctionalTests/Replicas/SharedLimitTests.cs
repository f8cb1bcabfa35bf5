using System.Net;
using McpService.Common.Gateway;
using McpService.Common.Waiting;

namespace McpService.FunctionalTests.Replicas;

/// <summary>A tenant's limits are its own over all replicas, and so are lockouts.</summary>
[TestFixture]
internal sealed class SharedLimitTests : ReplicaFixture
{
    private const int PerSecond = 20;
    private const int Concurrency = 10;

    // Twice while demand moves, and what a busy machine adds to a second.
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(4);

    [Test]
    public async Task Rate_AskedOfBoth_IsOneTenants()
    {
        var (tenantId, apiKey) = await LimitedAsync($$"""{"requestsPerSecond":{{PerSecond}},"burst":{{PerSecond}}}""");
        await Task.WhenAll(FloodAsync(One, tenantId, apiKey, Settled), FloodAsync(Other, tenantId, apiKey, Settled));

        var both = await Task.WhenAll(FloodAsync(One, tenantId, apiKey, Measured), FloodAsync(Other, tenantId, apiKey, Measured));

        // Undivided it were twice as much.
        both.Sum().ShouldBeInRange((int)(PerSecond * Measured.TotalSeconds * 0.5), (int)(PerSecond * Measured.TotalSeconds * 1.6));
        both.ShouldAllBe(granted => granted > 0);
    }

    [Test]
    public async Task Rate_AskedOfOneAlone_IsAllThere()
    {
        var (tenantId, apiKey) = await LimitedAsync($$"""{"requestsPerSecond":{{PerSecond}},"burst":{{PerSecond}}}""");
        await FloodAsync(Other, tenantId, apiKey, TimeSpan.FromSeconds(1));
        await Eventually.TrueAsync(async _ => await FloodAsync(One, tenantId, apiKey, TimeSpan.FromSeconds(1)) >= PerSecond * 0.8, "The whole rate at one", TimeSpan.FromSeconds(30));
    }

    [Test]
    public async Task Concurrency_AskedOfBoth_IsOneTenants()
    {
        const string Token = "held-calls";
        var (tenantId, apiKey) = await LimitedAsync($$"""{"concurrency":{{Concurrency}}}""", Token);
        using var gate = new SemaphoreSlim(0);
        var (underWay, most) = (0, 0);
        Upstream.SetTools("""[{"name":"hold","inputSchema":{"type":"object"}},{"name":"whoami","inputSchema":{"type":"object"}}]""");
        Upstream.OnCall("hold", async call =>
        {
            var now = Interlocked.Increment(ref underWay);
            for (var seen = Volatile.Read(ref most); now > seen; seen = Volatile.Read(ref most)) Interlocked.CompareExchange(ref most, now, seen);
            await gate.WaitAsync(TimeSpan.FromMilliseconds(300));
            Interlocked.Decrement(ref underWay);
            return """{"content":[]}""";
        });
        await Task.WhenAll(HoldAsync(One, Settled), HoldAsync(Other, Settled));
        await Eventually.TrueAsync(_ => Task.FromResult(Volatile.Read(ref underWay) == 0), "The end of the calls");
        Volatile.Write(ref most, 0);

        await Task.WhenAll(HoldAsync(One, Measured), HoldAsync(Other, Measured));

        most.ShouldBeInRange(Concurrency / 2, Concurrency + 2);

        // More at once than there may be, at either.
        async Task HoldAsync(GatewayProcess gateway, TimeSpan time)
        {
            var until = TimeProvider.System.GetTimestamp() + (long)(time.TotalSeconds * TimeProvider.System.TimestampFrequency);
            await Task.WhenAll(Enumerable.Range(0, Concurrency + 5).Select(async _ =>
            {
                while (TimeProvider.System.GetTimestamp() < until)
                {
                    if ((await gateway.CallAsync(tenantId, apiKey, "hold")).Status != HttpStatusCode.OK) await CallLoad.LastAsync(TimeSpan.FromMilliseconds(100));
                }
            }));
        }
    }

    [Test]
    public async Task Case034_LockedOutAtOne_IsLockedOutAtTheOtherAndAfterARestart()
    {
        var database = await (await Common.Databases.PostgresServer.SharedAsync()).CreateDatabaseAsync();
        await using var one = await StrictAsync(database.Url, "one");
        await one.ReadyAsync();
        await using var other = await StrictAsync(database.Url, "other");
        await other.ReadyAsync();
        var (tenantId, apiKey) = await one.CreateTenantAsync();

        for (var i = 0; i < 20; i++) await WrongAsync(one);
        (await WrongAsync(one)).ShouldBe(HttpStatusCode.TooManyRequests);

        await Eventually.TrueAsync(async _ => await WrongAsync(other) == HttpStatusCode.TooManyRequests, "The lockout at the other");
        await one.KillAsync();
        await using var again = await StrictAsync(database.Url, "again");
        await again.ReadyAsync();
        await Eventually.TrueAsync(async _ => await WrongAsync(again) == HttpStatusCode.TooManyRequests, "The lockout after a restart");

        // Who shows a good one is let in.
        (await again.CallAsync(tenantId, apiKey)).Status.ShouldBe(HttpStatusCode.OK);
        (await other.CallAsync(tenantId, apiKey)).Status.ShouldBe(HttpStatusCode.OK);

        Task<GatewayProcess> StrictAsync(string url, string instance) =>
            GatewayProcess.StartAsync(url, Upstream.Address, EncryptionKeys, instance, ("RATE_LIMIT_AUTH_PER_MINUTE", "12"));
    }

    private static async Task<HttpStatusCode> WrongAsync(GatewayProcess gateway) => (await gateway.SendAsync(HttpMethod.Get, "/api/tenants", null, ("x-api-key", "mcp_wrong"))).Status;

    private async Task<(string TenantId, string ApiKey)> LimitedAsync(string limits, string token = "limited")
    {
        var tenant = await One.CreateTenantAsync(token);
        await One.AdminAsync(HttpMethod.Patch, $"/api/tenants/{tenant.TenantId}", $$"""{"limits":{{limits}}}""");
        await WithinPromiseAsync(
            async () => (await Other.SendAsync(HttpMethod.Post, $"/api/tenant/{tenant.TenantId}/tool", """{"method":""}""", ("x-api-key", tenant.ApiKey))).Headers["RateLimit-Limit"] == $"{(limits.Contains("burst", StringComparison.Ordinal) ? PerSecond : 1_000_000)}",
            "The limit at the other");
        return tenant;
    }

    /// <returns>How many of many requests were let through: a body that is refused after the rate is the cheapest.</returns>
    private static async Task<int> FloodAsync(GatewayProcess gateway, string tenantId, string apiKey, TimeSpan time)
    {
        var (granted, began) = (0, TimeProvider.System.GetTimestamp());
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        while (TimeProvider.System.GetElapsedTime(began) < time)
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => gateway.SendAsync(HttpMethod.Post, $"/api/tenant/{tenantId}/tool", """{"method":""}""", ("x-api-key", apiKey))));
            granted += answers.Count(a => a.Status == HttpStatusCode.BadRequest);
            await pace.WaitForNextTickAsync();
        }

        return granted;
    }
}
