using McpService.Common.Gateway;
using McpService.LoadTests.Clients;

namespace McpService.LoadTests.Rows;

/// <summary>What relay sessions with an open stream hold of the gateway's heap while nothing comes.</summary>
internal static class SessionRows
{
    private const int Tenants = 10;
    private const int SessionsPerTenant = 100;

    public static IEnumerable<Row> All() => [new("idle-session", "heap for an idle relay session with an open stream", Goal.AtMost(16, 24, "KiB"), HeapAsync)];

    private static async Task<double> HeapAsync(Measures measures)
    {
        await using var gateway = await GatewayHost.StartAsync([$"--INTEGRATION_APP_MCP_URL={await measures.Stage.UpstreamAsync()}", "--RATE_LIMIT_CONCURRENCY=10000"]);
        var keys = new List<string>();
        for (var i = 0; i <= Tenants; i++) keys.Add((await gateway.CreateTenantAsync($"user-{i}")).ApiKey);

        // What is made once is made with the first tenant's.
        var mcp = new Uri(gateway.Address, "/mcp");
        await using var first = await Listeners.StartAsync(mcp, SessionsPerTenant, keys[..1]);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await using var others = await Listeners.StartAsync(mcp, SessionsPerTenant, keys[1..]);
        return (GC.GetTotalMemory(forceFullCollection: true) - before) / 1024.0 / (Tenants * SessionsPerTenant);
    }
}
