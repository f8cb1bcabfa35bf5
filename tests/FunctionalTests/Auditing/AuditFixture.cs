using System.Text.Json;
using McpService.Common.Gateway;
using McpService.Common.Upstreams;
using McpService.Common.Waiting;
using McpService.Domain.Auditing;
using McpService.FunctionalTests.Persistence;
using McpService.Infrastructure.Security.ApiKeys;

namespace McpService.FunctionalTests.Auditing;

/// <summary>A gateway with two tenants whose trail is asked for over HTTP.</summary>
public abstract class AuditFixture(Engine engine)
{
    protected const string WhoAmI = """{"method": "whoami"}""";

    private TestDatabase _database = null!;

    private protected ScriptableUpstream Upstream { get; private set; } = null!;

    private protected GatewayHost Gateway { get; private set; } = null!;

    private protected TestTenant Acme { get; private set; } = null!;

    private protected TestTenant Other { get; private set; } = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _database = await TestDatabase.CreateAsync(engine);
        Upstream = await ScriptableUpstream.StartAsync();
        Gateway = await GatewayHost.StartAsync(_database.Url, Upstream.Address);
        Acme = await Gateway.CreateTenantAsync("token-of-acme");
        Other = await Gateway.CreateTenantAsync("token-of-other");
        await FillAsync();
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (Gateway is not null) await Gateway.DisposeAsync();
        if (Upstream is not null) await Upstream.DisposeAsync();
        _database?.Dispose();
    }

    private protected virtual Task FillAsync() => Task.CompletedTask;

    private protected Task<Answer> GetAsync(string path, params (string Name, string Value)[] headers) => Gateway.SendAsync(HttpMethod.Get, path, null, headers);

    private protected Task<Answer> AdminAsync(string path, string? accept = null) => GetAsync(
        path, accept is null ? [("Authorization", $"Bearer {AdminOptions.SampleKey}")] : [("Authorization", $"Bearer {AdminOptions.SampleKey}"), ("Accept", accept)]);

    private protected static List<JsonElement> Entries(Answer answer) => [.. answer.Json.GetProperty("entries").EnumerateArray()];

    /// <summary>Waits until so many entries of an action are committed.</summary>
    private protected async Task<List<AuditEntry>> CommittedAsync(AuditAction action, int count)
    {
        var found = new List<AuditEntry>();
        await Eventually.TrueAsync(async _ => (found = (await TrailRows.ReadAsync(Gateway.Services)).FindAll(e => e.Action == action)).Count >= count, $"{count} of {action}");
        return found;
    }
}
