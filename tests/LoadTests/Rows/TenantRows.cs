using McpService.Common.Gateway;
using McpService.LoadTests.Contests;
using McpService.LoadTests.Load;
using McpService.LoadTests.Servers;
using McpService.LoadTests.Stage;

namespace McpService.LoadTests.Rows;

/// <summary>What more tenants cost the others, and what one costs that was used and is not any more.</summary>
internal static class TenantRows
{
    private const int Many = 10_000;
    private const int Few = 10;
    private const int Idle = 1_000;
    private const int Connections = 16;

    public static IEnumerable<Row> All() =>
    [
        new("tenants", "p99 of random calls, 10,000 tenants", Goal.AtMost(1.2, 1.5, "× that of 10 tenants"), LatencyAsync),
        new("idle-tenant", "heap for an idle tenant that has been used", Goal.AtMost(2, 4, "KiB"), HeapAsync),
    ];

    private static async Task<double> LatencyAsync(Measures measures)
    {
        await using var tenants = await ManyTenants.CreateAsync(measures.Stage, Many);
        var (many, few) = (tenants.Of(Many), tenants.Of(Few));
        await WarmUp.RunAsync(many, Connections, measures.Pace);
        var contest = await Contest.RunAsync(Connections, 0, [many, few], measures.Pace);
        return contest.Ways[0].P99Ms / contest.Ways[1].P99Ms;
    }

    /// <summary>Of a gateway in this process, before and after each of its tenants makes a call.</summary>
    private static async Task<double> HeapAsync(Measures measures)
    {
        await using var gateway = await GatewayHost.StartAsync([$"--INTEGRATION_APP_MCP_URL={await measures.Stage.UpstreamAsync()}", "--AUDIT_DURABILITY=buffered"]);
        var tenants = new List<TestTenant>();
        for (var i = 0; i <= Idle; i++) tenants.Add(await gateway.CreateTenantAsync($"user-{i}"));

        // What is made once is made with the first tenant's.
        await CallAsync(tenants[0]);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        foreach (var tenant in tenants.Skip(1)) await CallAsync(tenant);
        var each = (GC.GetTotalMemory(forceFullCollection: true) - before) / 1024.0 / Idle;
        GC.KeepAlive(tenants);
        return each;
    }

    private static async Task CallAsync(TestTenant tenant)
    {
        var answer = await tenant.ToolAsync(Messages.RestCall(FastTools.Echo));
        if (!answer.Text.Contains(FastTools.Canary, StringComparison.Ordinal)) throw new InvalidOperationException(answer.ToString());
    }
}
