using System.Collections.Concurrent;
using McpService.Common.Gateway;
using McpService.LoadTests.Load;
using McpService.LoadTests.Servers;

namespace McpService.LoadTests.Stage;

/// <summary>A gateway with many tenants, and calls for them at random.</summary>
internal sealed class ManyTenants : IAsyncDisposable
{
    private readonly GatewayProcess _gateway;
    private readonly IReadOnlyList<(string Path, string ApiKey)> _tenants;

    private ManyTenants(GatewayProcess gateway, IReadOnlyList<(string Path, string ApiKey)> tenants) => (_gateway, _tenants) = (gateway, tenants);

    public static async Task<ManyTenants> CreateAsync(MeasuringStage stage, int count)
    {
        var gateway = await stage.NewGatewayAsync(stage.NewSqlite(), "buffered", ("UPSTREAM_MAX_SESSIONS", "100000"));
        var tenants = new ConcurrentBag<(string Path, string ApiKey)>();
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (i, _) =>
        {
            var (tenantId, apiKey) = await gateway.CreateTenantAsync($"user-{i}");
            tenants.Add(($"/api/tenant/{tenantId}/tool", apiKey));
        });
        return new ManyTenants(gateway, [.. tenants]);
    }

    /// <summary>Calls for that many of them.</summary>
    public Way Of(int count) =>
        new($"{count} tenants", _gateway.Address, Messages.RestCall(FastTools.Echo), _gateway.Id, []) { Tenants = [.. _tenants.Take(count)] };

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();
}
