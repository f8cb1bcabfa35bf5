using System.Text.Json;
using McpService.Common.Gateway;
using McpService.Common.Upstreams;
using McpService.FunctionalTests.Persistence;
using McpService.Infrastructure.Persistence.Database;

namespace McpService.FunctionalTests.Api;

/// <summary>A gateway on one database before a scriptable upstream, for all tests of a fixture; each test takes a tenant of its own.</summary>
public abstract class UpstreamFixture(Engine engine)
{
    private TestDatabase _database = null!;

    protected ScriptableUpstream Upstream { get; private set; } = null!;

    protected GatewayHost Gateway { get; private set; } = null!;

    protected string DatabaseUrl => _database.Url;

    /// <summary>Settings of the gateway beyond the usual.</summary>
    protected virtual IEnumerable<string> Settings => [];

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _database = await TestDatabase.CreateAsync(engine);
        Upstream = await ScriptableUpstream.StartAsync();
        Gateway = await GatewayHost.StartAsync(_database.Url, Upstream.Address, Settings);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await Gateway.DisposeAsync();
        await Upstream.DisposeAsync();
        _database.Dispose();
    }

    [TearDown]
    public void Forgive()
    {
        Upstream.ClearFaults();
        Upstream.Release();
    }

    /// <summary>The body as JSON.</summary>
    protected static async Task<JsonElement> JsonAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }
}
