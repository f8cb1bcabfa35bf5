using McpService.Common.Gateway;
using McpService.Common.Upstreams;
using McpService.FunctionalTests.Persistence;

namespace McpService.FunctionalTests.Doors;

/// <summary>A gateway before an upstream with sessions, and one before an upstream without, so that every door is there.</summary>
internal abstract class DoorFixture
{
    private TestDatabase _database = null!;
    private TestDatabase _otherDatabase = null!;
    private ScriptableUpstream _withSessions = null!;
    private ScriptableUpstream _sessionless = null!;
    private GatewayHost _before = null!;
    private GatewayHost _beforeSessionless = null!;

    /// <summary>Where both gateways keep what they keep.</summary>
    protected virtual Engine Engine => Engine.Sqlite;

    /// <summary>Settings of both gateways beyond the usual, as <c>--NAME=value</c>.</summary>
    protected virtual IEnumerable<string> Settings => [];

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _database = await TestDatabase.CreateAsync(Engine);
        _otherDatabase = await TestDatabase.CreateAsync(Engine);
        _withSessions = await ScriptableUpstream.StartAsync();
        _sessionless = await ScriptableUpstream.StartAsync();
        _sessionless.Settings.Stateless = true;
        _sessionless.Settings.ProtocolVersions = ["2026-07-28"];
        _before = await GatewayHost.StartAsync([$"--DATABASE_URL={_database.Url}", $"--INTEGRATION_APP_MCP_URL={_withSessions.Address}", .. Settings]);
        _beforeSessionless = await GatewayHost.StartAsync([$"--DATABASE_URL={_otherDatabase.Url}", $"--INTEGRATION_APP_MCP_URL={_sessionless.Address}", "--UPSTREAM_PROTOCOL_VERSION=2026-07-28", .. Settings]);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await _before.DisposeAsync();
        await _beforeSessionless.DisposeAsync();
        await _withSessions.DisposeAsync();
        await _sessionless.DisposeAsync();
        _database.Dispose();
        _otherDatabase.Dispose();
    }

    protected ScriptableUpstream UpstreamOf(Door door) => door is Door.Forward or Door.Reverse ? _sessionless : _withSessions;

    protected Task<TestTenant> CreateTenantAsync(Door door, string integrationKey, string token) =>
        (door is Door.Forward or Door.Reverse ? _beforeSessionless : _before).CreateTenantAsync(token, integrationKey);

    public static IDoorClient Connect(Door door, TestTenant tenant, string query = "") => door switch
    {
        Door.Rest => new RestDoor(tenant),
        Door.Session or Door.Reverse => new SessionDoor(tenant, query),
        Door.Sse => new SseDoor(tenant, query),
        _ => new SessionlessDoor(tenant, query),
    };
}
