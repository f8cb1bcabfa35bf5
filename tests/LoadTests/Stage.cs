using McpService.Common.Gateway;
using Microsoft.AspNetCore.Builder;

namespace McpService.LoadTests;

/// <summary>Everything that is measured: the upstream, the bare forwarder and the gateway before it, and a tenant.</summary>
internal sealed class Stage(WebApplication upstream, WebApplication bare, GatewayHost gateway, TestTenant tenant) : IAsyncDisposable
{
    public Uri Upstream => new(upstream.Urls.First());

    public Uri Bare => new(bare.Urls.First());

    public GatewayHost Gateway => gateway;

    public TestTenant Tenant => tenant;

    public static async Task<Stage> StartAsync()
    {
        var upstream = await FastUpstream.StartAsync();
        var target = new Uri(new Uri(upstream.Urls.First()), "/mcp");
        var bare = await BareForwarder.StartAsync(target);
        var gateway = await GatewayHost.StartAsync([$"--INTEGRATION_APP_MCP_URL={target}", "--AUDIT_DURABILITY=buffered", "--RATE_LIMIT_CONCURRENCY=10000", "--UPSTREAM_SESSION_MAX_CALLS=10000000"]);
        return new Stage(upstream, bare, gateway, await gateway.CreateTenantAsync(integrationKey: "load"));
    }

    public async ValueTask DisposeAsync()
    {
        await gateway.DisposeAsync();
        await bare.DisposeAsync();
        await upstream.DisposeAsync();
    }
}
