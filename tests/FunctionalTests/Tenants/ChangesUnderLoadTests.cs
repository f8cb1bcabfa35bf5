using System.Collections.Concurrent;
using McpService.Common.Gateway;
using McpService.Common.Upstreams;
using McpService.Common.Waiting;
using McpService.Domain.Tenants;
using McpService.FunctionalTests.Persistence;

namespace McpService.FunctionalTests.Tenants;

/// <summary>Changes while a tenant calls 50 times a second: counted, no call is lost that should succeed, and none passes that should not.</summary>
internal sealed class ChangesUnderLoadTests(Engine engine) : TenantFixture(engine)
{
    [Test]
    public async Task RotationReplacementAndUpdate_UnderLoad_LoseNoCallAndRunEachOnce()
    {
        var tenant = await Gateway.CreateTenantAsync("token-0");
        var key = tenant.ApiKey;
        var runs = Upstream.Record.Runs("whoami");
        await using var load = new Load(() => CallAsync(tenant, Volatile.Read(ref key)));

        for (var i = 1; i <= 4; i++)
        {
            await load.WaitForMoreAsync(15);
            var rotated = await AdminAsync(HttpMethod.Post, PathOf(tenant, "/api-keys/rotate"), """{"overlapSeconds":60}""");
            await load.WaitForMoreAsync(5); // still with the old key
            Volatile.Write(ref key, rotated.Json.GetProperty("apiKey").GetString()!);
            ShouldBeOk(await AdminAsync(HttpMethod.Put, PathOf(tenant, "/credential"), $$"""{"integrationAppToken":"token-{{i}}"}"""));
            await PatchAsync(tenant, """{"tools":{"deny":["echo"]},"limits":{"concurrency":40},"timeoutSeconds":20}""");
        }

        await load.WaitForMoreAsync(15);
        var calls = await load.StopAsync();

        calls.Select(c => c.Status).ShouldAllBe(status => status == 200);
        (Upstream.Record.Runs("whoami") - runs).ShouldBe(calls.Count);
        TextOf(await tenant.Gateway.SendAsync(HttpMethod.Post, tenant.ToolPath, WhoAmI, ("x-api-key", key))).ShouldBe(Canary.Of("token-4"));
    }

    [Test]
    public async Task Suspension_UnderLoad_LetsNothingThroughWhileItLastsAndLosesNothingElse()
    {
        var tenant = await Gateway.CreateTenantAsync("token-of-suspended");
        await using var load = new Load(() => CallAsync(tenant, tenant.ApiKey));
        await load.WaitForMoreAsync(20);

        var asked = Load.Now;
        ShouldBeOk(await AdminAsync(HttpMethod.Post, PathOf(tenant, "/suspend")));
        var suspended = Load.Now;
        await load.WaitForMoreAsync(40);
        var resuming = Load.Now;
        ShouldBeOk(await AdminAsync(HttpMethod.Post, PathOf(tenant, "/resume")));
        var resumed = Load.Now;
        await load.WaitForMoreAsync(20);
        var calls = await load.StopAsync();

        calls.Where(c => c.Ended < asked || c.Began > resumed).ShouldAllBe(c => c.Status == 200);
        var during = calls.Where(c => c.Began > suspended && c.Ended < resuming).ToList();
        during.Count.ShouldBeGreaterThan(20);
        during.ShouldAllBe(c => c.Status == 403);
        calls.ShouldAllBe(c => c.Status == 200 || c.Status == 403);
    }

    private async Task<int> CallAsync(TestTenant tenant, string key) =>
        (int)(await Gateway.SendAsync(HttpMethod.Post, tenant.ToolPath, WhoAmI, ("x-api-key", key))).Status;

    /// <summary>A call every 20 ms until stopped, whether those before have ended or not.</summary>
    private sealed class Load : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly ConcurrentBag<Call> _calls = [];
        private readonly Signal _ended = new();
        private readonly Task _running;

        public Load(Func<Task<int>> call) => _running = RunAsync(call);

        public static long Now => TimeProvider.System.GetTimestamp();

        public Task WaitForMoreAsync(int calls)
        {
            var goal = _calls.Count + calls;
            return _ended.UntilAsync(() => _calls.Count >= goal, TimeSpan.FromSeconds(60));
        }

        public async Task<IReadOnlyList<Call>> StopAsync()
        {
            await _stop.CancelAsync();
            await _running;
            return [.. _calls];
        }

        public async ValueTask DisposeAsync()
        {
            await StopAsync();
            _stop.Dispose();
        }

        private async Task RunAsync(Func<Task<int>> call)
        {
            using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(20), TimeProvider.System);
            var all = new List<Task>();
            try
            {
                while (await tick.WaitForNextTickAsync(_stop.Token)) all.Add(CallAsync(call));
            }
            catch (OperationCanceledException)
            {
                await Task.WhenAll(all);
            }
        }

        private async Task CallAsync(Func<Task<int>> call)
        {
            var began = Now;
            var status = await call();
            _calls.Add(new Call(began, Now, status));
            _ended.Pulse();
        }
    }

    private sealed record Call(long Began, long Ended, int Status);
}
