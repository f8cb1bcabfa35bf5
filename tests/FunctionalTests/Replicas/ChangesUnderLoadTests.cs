using McpService.Common.Databases;
using McpService.Common.Gateway;
using McpService.Common.Upstreams;
using McpService.Domain.Tenants;

namespace McpService.FunctionalTests.Replicas;

/// <summary>Under fifty calls a second on two replicas, changes lose no call that should succeed and let none through that should not.</summary>
[TestFixture]
internal sealed class ChangesUnderLoadTests : ReplicaFixture
{
    private static readonly TimeSpan Before = TimeSpan.FromSeconds(0.5);

    // The promise, and enough calls after it.
    private static readonly TimeSpan After = Promise + TimeSpan.FromSeconds(0.7);

    [OneTimeSetUp]
    public void LetCallsTakeTheirTime() => Upstream.OnCall("whoami", async call =>
    {
        // So that there are always some under way.
        await Task.Delay(TimeSpan.FromMilliseconds(60), TimeProvider.System);
        return $$"""{"content":[{"type":"text","text":"{{Canary.Of(call.Token)}}"}]}""";
    });

    [Test]
    public async Task Rotate_WithOverlap_LosesNoCall()
    {
        var (tenantId, apiKey) = await One.CreateTenantAsync();
        await using var load = new CallLoad(tenantId, apiKey, One, Other);
        await CallLoad.LastAsync(Before);

        // The new key is in use at once, on both; the old one still is, in the calls under way.
        var rotated = await One.AdminAsync(HttpMethod.Post, $"/api/tenants/{tenantId}/api-keys/rotate");
        load.ApiKey = rotated.Json.GetProperty("apiKey").GetString()!;
        await CallLoad.LastAsync(TimeSpan.FromSeconds(1));

        AllSucceeded(await load.EndAsync());
    }

    [Test]
    public async Task Rotate_WithoutOverlap_LetsTheOldKeyThroughNoLongerThanPromised()
    {
        var (tenantId, apiKey) = await One.CreateTenantAsync();
        await using var load = new CallLoad(tenantId, apiKey, One, Other);
        await CallLoad.LastAsync(Before);

        var change = await TimedAsync(() => One.AdminAsync(HttpMethod.Post, $"/api/tenants/{tenantId}/api-keys/rotate", """{"overlapSeconds":0}"""));
        await CallLoad.LastAsync(After);

        HoldsFrom(change, await load.EndAsync(), before: 200, after: 401);
    }

    [Test]
    public async Task SuspendAndResume_RefuseAndTakeCallsAsPromised()
    {
        var (tenantId, apiKey) = await One.CreateTenantAsync("to-be-suspended");
        await using var load = new CallLoad(tenantId, apiKey, One, Other);
        await CallLoad.LastAsync(Before);

        var suspension = await TimedAsync(() => One.AdminAsync(HttpMethod.Post, $"/api/tenants/{tenantId}/suspend"));
        await CallLoad.LastAsync(After);
        var resumption = await TimedAsync(() => One.AdminAsync(HttpMethod.Post, $"/api/tenants/{tenantId}/resume"));
        await CallLoad.LastAsync(After);

        var made = await load.EndAsync();
        HoldsFrom(suspension, [.. made.Where(c => c.Began < resumption.Asked)], before: 200, after: 403);
        HoldsFrom(resumption, [.. made.Where(c => c.Began > suspension.Held)], before: 403, after: 200);

        // What was refused was not sent, and what was sent was sent once.
        Upstream.Record.Requests.Count(r => r.Method == "tools/call" && r.Token == "to-be-suspended").ShouldBe(made.Count(c => c.Status == 200));
    }

    [Test]
    public async Task ReplaceCredential_LosesNoCallAndUsesTheNewOneAsPromised()
    {
        var (tenantId, apiKey) = await One.CreateTenantAsync("token-0");
        await using var load = new CallLoad(tenantId, apiKey, One, Other);
        await CallLoad.LastAsync(Before);

        var change = await TimedAsync(() => One.AdminAsync(HttpMethod.Put, $"/api/tenants/{tenantId}/credential", """{"integrationAppToken":"token-1"}"""));
        await CallLoad.LastAsync(After);

        var made = await load.EndAsync();
        AllSucceeded(made);
        made.Where(c => c.Ended < change.Asked).ShouldAllBe(c => c.Text.Contains(Canary.Of("token-0")));
        made.Where(c => c.Began > change.Held).ShouldAllBe(c => c.Text.Contains(Canary.Of("token-1")));
    }

    [Test]
    public async Task Rekey_LosesNoCall()
    {
        // Both keys are configured, the new one in the first place, as the runbook has it; the command runs beside the replicas.
        var keys = $"{GatewayProcess.NewKey("k2")},{GatewayProcess.NewKey("k1")}";
        var database = await (await Common.Databases.PostgresServer.SharedAsync()).CreateDatabaseAsync();
        await using (var before = await GatewayProcess.StartAsync(database.Url, Upstream.Address, keys.Split(',')[1]))
        {
            await before.ReadyAsync();
            await before.CreateTenantAsync("sealed-under-the-old-key");
        }

        await using var one = await GatewayProcess.StartAsync(database.Url, Upstream.Address, keys, "one");
        await using var other = await GatewayProcess.StartAsync(database.Url, Upstream.Address, keys, "other");
        await Task.WhenAll(one.ReadyAsync(), other.ReadyAsync());
        await Task.WhenAll(one.WarmAsync(), other.WarmAsync());
        var (tenantId, apiKey) = await one.CreateTenantAsync();
        await using var load = new CallLoad(tenantId, apiKey, one, other);

        var (exitCode, output) = await GatewayProcess.RunAsync(database.Url, keys, "rekey");
        await CallLoad.LastAsync(Before);

        exitCode.ShouldBe(0, output);
        output.ShouldContain("upstream credentials: 1 encrypted anew, ");
        AllSucceeded(await load.EndAsync());
    }

    private static void AllSucceeded(IReadOnlyList<MadeCall> made)
    {
        made.Count.ShouldBeGreaterThan(20);
        made.Where(c => c.Status != 200).Select(c => $"{c.Status} {c.Text}").ShouldBeEmpty();
        TestContext.Out.WriteLine($"{made.Count} calls, none lost.");
    }

    /// <summary>Calls that ended before the change was asked for are as before it; calls that began later than promised after its answer are as after it.</summary>
    private static void HoldsFrom(Change change, IReadOnlyList<MadeCall> made, int before, int after)
    {
        var (early, late) = (made.Where(c => c.Ended < change.Asked).ToList(), made.Where(c => c.Began > change.Held).ToList());
        early.Count.ShouldBeGreaterThan(5);
        late.Count.ShouldBeGreaterThan(5);
        early.Where(c => c.Status != before).Select(c => $"{c.Status} {c.Text}").ShouldBeEmpty();
        late.Where(c => c.Status != after).Select(c => $"{c.Status} {c.Text}").ShouldBeEmpty();
        made.Where(c => c.Status != before && c.Status != after).Select(c => $"{c.Status} {c.Text}").ShouldBeEmpty();
        TestContext.Out.WriteLine($"{early.Count} calls before, {late.Count} later than promised, {made.Count - early.Count - late.Count} between.");
    }

    private static async Task<Change> TimedAsync(Func<Task> change)
    {
        var asked = CallLoad.Now;
        await change();
        return new Change(asked, CallLoad.Now + (long)(Promise.TotalSeconds * TimeProvider.System.TimestampFrequency));
    }

    /// <param name="Asked">When the change was asked for.</param>
    /// <param name="Held">From when on it has to hold everywhere.</param>
    private sealed record Change(long Asked, long Held);
}
