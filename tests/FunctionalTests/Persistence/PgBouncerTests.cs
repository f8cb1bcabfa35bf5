using System.Net;
using McpService.Common.Databases;
using McpService.Common.Gateway;
using McpService.Common.Upstreams;

namespace McpService.FunctionalTests.Persistence;

/// <summary>Two replicas behind PgBouncer in transaction mode, which carries no session: no LISTEN, no session's locks, no prepared statements.</summary>
internal sealed class PgBouncerTests
{
    /// <summary>Two seconds, and what a busy build machine adds.</summary>
    private static readonly TimeSpan Promise = TimeSpan.FromSeconds(6);

    [Test]
    public async Task Replicas_BehindPgBouncer_MigrateServeAndHearOfChanges()
    {
        var database = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();
        await using var bouncer = await PgBouncer.StartAsync(database);
        await using var upstream = await ScriptableUpstream.StartAsync();
        var url = bouncer.UrlOf(database);
        var both = await Task.WhenAll(GatewayHost.StartAsync(url, upstream.Address, "INSTANCE_ID=one"), GatewayHost.StartAsync(url, upstream.Address, "INSTANCE_ID=other"));
        await using var one = both[0];
        await using var other = both[1];

        var tenant = await one.CreateTenantAsync();
        var elsewhere = new TestTenant(other, tenant.TenantId, tenant.ApiKey);
        var calls = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => (i % 2 == 0 ? tenant : elsewhere).ToolAsync("""{"method":"whoami","params":{}}""")));
        calls.ShouldAllBe(call => call.Status == HttpStatusCode.OK);

        (await one.SendAsync(HttpMethod.Post, $"/api/tenants/{tenant.TenantId}/suspend", null, ("Authorization", "Bearer sample-admin-key-for-development-only")))
            .Status.ShouldBe(HttpStatusCode.OK);
        await Common.Waiting.Eventually.TrueAsync(async _ => (await elsewhere.ToolAsync("""{"method":"whoami","params":{}}""")).Code == "tenant_suspended", "The suspension at the other", Promise);
    }
}
