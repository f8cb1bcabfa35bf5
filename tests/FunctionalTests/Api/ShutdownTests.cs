using System.Text;
using McpService.Application.Health;
using McpService.Common.Gateway;
using McpService.Common.Upstreams;
using McpService.Common.Upstreams.Faults;
using McpService.Common.Waiting;
using McpService.Domain.Auditing;
using McpService.FunctionalTests.Auditing;
using McpService.FunctionalTests.Doors;
using McpService.FunctionalTests.Persistence;
using Microsoft.Extensions.DependencyInjection;

namespace McpService.FunctionalTests.Api;

/// <summary>What a process that stops does with what is open: streams that wait end properly; calls that are not done in time may have run, and the trail says so.</summary>
[NonParallelizable]
internal sealed class ShutdownTests
{
    private const string Revision = "2026-07-28";
    private const string Acknowledged = """{"jsonrpc":"2.0","method":"notifications/subscriptions/acknowledged","params":{}}""";

    private TestDatabase _database = null!;
    private ScriptableUpstream _upstream = null!;
    private GatewayHost? _gateway;

    [SetUp]
    public async Task StartAsync()
    {
        _database = await TestDatabase.CreateAsync(Engine.Sqlite);
        _upstream = await ScriptableUpstream.StartAsync();
    }

    [TearDown]
    public async Task StopAsync()
    {
        _upstream.Release();
        if (_gateway is not null) await _gateway.DisposeAsync();
        _gateway = null;
        await _upstream.DisposeAsync();
        _database.Dispose();
    }

    [Test]
    public async Task CallUnderWay_WhenTheTimeIsUp_IsUnknown([Values] Door door, [Values] bool headersCame)
    {
        var gateway = await ServeAsync(isSessionless: door == Door.Forward);
        var tenant = await gateway.CreateTenantAsync();
        await using var client = DoorFixture.Connect(door, tenant);
        await client.ListAsync(); // the session and what is known of the tools are there
        _upstream.Fault("tools/call", headersCame ? Fault.HangAfterHeaders : Fault.HangBeforeHeaders);
        var calling = client.CallAsync("echo");
        await _upstream.WaitForAsync(r => r.Hanging > 0);

        DrainOf(gateway).Close();

        await Should.ThrowAsync<Exception>(calling);
        await Eventually.TrueAsync(async _ => (await CallsAsync(gateway)).Count > 0, "The entry of the call");
        (await CallsAsync(gateway)).ShouldHaveSingleItem().Outcome.ShouldBe(AuditOutcome.Unknown);
    }

    [TestCase("text/event-stream", "event: message\ndata: ", "\n\n", "retry: 1000\n\n")]
    [TestCase("application/json", "", "\n", "")]
    public async Task Listening_WhenItDrains_EndsProperly(string contentType, string before, string after, string end)
    {
        var gateway = await ServeAsync(isSessionless: true);
        var tenant = await gateway.CreateTenantAsync();
        _upstream.Fault("subscriptions/listen", new Fault(async exchange =>
        {
            await exchange.SendBodyAsync(contentType, null, Encoding.UTF8.GetBytes(before + Acknowledged + after));
            await exchange.HangAsync();
        }));
        using var listening = await tenant.McpAsync(
            """{"jsonrpc":"2.0","id":1,"method":"subscriptions/listen","params":{"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}}}""",
            null,
            ("MCP-Protocol-Version", Revision),
            ("Mcp-Method", "subscriptions/listen"));
        listening.Content.Headers.ContentType!.MediaType.ShouldBe(contentType);
        using var told = new StreamReader(await listening.Content.ReadAsStreamAsync());
        string? line;
        do line = await told.ReadLineAsync().WaitAsync(WaitLimit.Default);
        while (line?.Contains("acknowledged", StringComparison.Ordinal) == false);
        line.ShouldNotBeNull();

        DrainOf(gateway).Begin();

        (await told.ReadToEndAsync().WaitAsync(WaitLimit.Default)).ShouldEndWith(end);
    }

    private async Task<GatewayHost> ServeAsync(bool isSessionless)
    {
        List<string> settings = [$"--DATABASE_URL={_database.Url}", $"--INTEGRATION_APP_MCP_URL={_upstream.Address}"];
        if (isSessionless)
        {
            _upstream.Settings.Stateless = true;
            _upstream.Settings.ProtocolVersions = [Revision];
            settings.Add($"--UPSTREAM_PROTOCOL_VERSION={Revision}");
        }

        return _gateway = await GatewayHost.StartAsync(settings, builder => builder.Services.AddSingleton<TimeProvider>(new Impatient()));
    }

    private static DrainState DrainOf(GatewayHost gateway) => gateway.Services.GetRequiredService<DrainState>();

    private static async Task<List<AuditEntry>> CallsAsync(GatewayHost gateway) => (await TrailRows.ReadAsync(gateway.Services)).FindAll(e => e.Action == AuditAction.ToolCall);

    /// <summary>The system's clock, but for the time that what is in flight has.</summary>
    private sealed class Impatient : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, dueTime == DrainState.ClosingLimit ? TimeSpan.FromMilliseconds(100) : dueTime, period);
    }
}
