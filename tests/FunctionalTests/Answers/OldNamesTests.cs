using McpService.Common.Gateway;
using McpService.Common.Upstreams;
using McpService.Common.Upstreams.Faults;
using Microsoft.Extensions.DependencyInjection;

namespace McpService.FunctionalTests.Answers;

/// <summary>Names of tools that were fetched more than a minute ago.</summary>
internal sealed class OldNamesTests
{
    private readonly LaterClock _clock = new();
    private ScriptableUpstream _upstream = null!;
    private GatewayHost _gateway = null!;
    private TestTenant _tenant = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _upstream = await ScriptableUpstream.StartAsync();
        _gateway = await GatewayHost.StartAsync([$"--INTEGRATION_APP_MCP_URL={_upstream.Address}"], builder => builder.Services.AddSingleton<TimeProvider>(_clock));
        _tenant = await _gateway.CreateTenantAsync("alice-of-acme");
        await CallAsync("echo");
        _clock.Later(TimeSpan.FromSeconds(61));
    }

    [TearDown]
    public async Task StopAsync()
    {
        _upstream.Release();
        await _gateway.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Test]
    public async Task Call_NameIsOldAndKnown_IsNotKeptWaitingForTheList()
    {
        var lists = _upstream.Hits("tools/list");
        _upstream.Fault("tools/list", Fault.HangBeforeHeaders);

        await CallAsync("echo");
        await CallAsync("echo");

        await _upstream.WaitForAsync(record => record.Hits("tools/list") > lists);
        _upstream.Hits("tools/list").ShouldBe(lists + 1);
    }

    [Test]
    public async Task Call_ToolIsNewAtTheUpstream_IsFound()
    {
        _upstream.SetTools("""[{"name":"hubspot_echo"},{"name":"hubspot_new"}]""");
        _upstream.OnCall("hubspot_new", _ => """{"content":[]}""");

        await CallAsync("hubspot_new");
    }

    private async Task CallAsync(string tool)
    {
        using var answer = await _tenant.SendAsync(tool, "{}");
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
    }

    /// <summary>The system's clock, and later when told.</summary>
    private sealed class LaterClock : TimeProvider
    {
        private long _later;

        public void Later(TimeSpan by) => Interlocked.Add(ref _later, by.Ticks);

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + TimeSpan.FromTicks(Volatile.Read(ref _later));

        public override long GetTimestamp() => base.GetTimestamp() + (long)(TimeSpan.FromTicks(Volatile.Read(ref _later)).TotalSeconds * TimestampFrequency);
    }
}
