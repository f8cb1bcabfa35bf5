using System.Text.Json;
using McpService.Application.Health;
using McpService.Common.Gateway;
using McpService.Common.Waiting;
using Microsoft.Extensions.DependencyInjection;

namespace McpService.FunctionalTests.Api;

internal sealed class HealthTests
{
    [Test]
    public async Task Health_AnswersAsTheContractSays()
    {
        await using var gateway = await GatewayHost.StartAsync();
        await gateway.CreateTenantAsync("alice");

        // Those who ask within a second share one answer, which may be from before the tenant was there.
        JsonElement health = default;
        await Eventually.TrueAsync(async _ => (health = (await gateway.SendAsync(HttpMethod.Get, "/health")).Json).GetProperty("activeTenants").GetInt32() == 1, "The tenant is counted");
        health.EnumerateObject().Select(m => m.Name).ShouldBe(["status", "activeTenants", "database", "memory", "uptimeSeconds", "version", "expiringCredentials", "openCircuits"], ignoreOrder: true);
        health.GetProperty("status").GetString().ShouldBe("healthy");
        health.GetProperty("database").GetProperty("provider").GetString().ShouldBe("sqlite");
        health.GetProperty("memory").GetProperty("heapBytes").GetInt64().ShouldBePositive();
    }

    [Test]
    public async Task Ready_WhileDraining_503AndStillLive()
    {
        await using var gateway = await GatewayHost.StartAsync();
        gateway.Services.GetRequiredService<DrainState>().Begin();

        var ready = await gateway.SendAsync(HttpMethod.Get, "/health/ready");
        ((int)ready.Status).ShouldBe(503);
        ready.Json.GetProperty("status").GetString().ShouldBe("not_ready");
        ((int)(await gateway.SendAsync(HttpMethod.Get, "/health/live")).Status).ShouldBe(200);
    }
}
