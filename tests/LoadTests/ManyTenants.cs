using System.Collections.Concurrent;
using System.Globalization;
using McpService.Common.Databases;
using McpService.Common.Gateway;
using McpService.Common.Upstreams;
using McpService.Domain.Tenants;

namespace McpService.LoadTests;

/// <summary>What more tenants cost the others, and what one costs that was used and is not any more.</summary>
internal static class ManyTenants
{
    private const int Many = 10_000;
    private const int Few = 10;
    private const int Idle = 2_000;
    private const int Connections = 16;
    private const int Samples = 5;
    private const string Call = $$$"""{"method":"{{{FastUpstream.Tool}}}","params":{"text":"hello"}}""";

    /// <summary>Random calls for many tenants against random calls for few.</summary>
    public static async Task<string> MeasureLatencyAsync(Uri upstream)
    {
        using var database = new SqliteDatabase();
        await using var gateway = await GatewayProcess.StartAsync(database.Url, upstream, GatewayProcess.NewKey("k"), "many", ("AUDIT_DURABILITY", "buffered"));
        await gateway.ReadyAsync();
        var tenants = new ConcurrentBag<(string Path, string ApiKey)>();
        await Parallel.ForAsync(0, Many, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (i, _) =>
        {
            var (tenantId, apiKey) = await gateway.CreateTenantAsync($"user-{i}");
            tenants.Add(($"/api/tenant/{tenantId}/tool", apiKey));
        });

        var many = new Way("many", gateway.Address, Call, gateway.Id, []) { Tenants = [.. tenants] };
        var few = many with { Tenants = [.. many.Tenants.Take(Few)] };
        await Wrk.RunAsync(many, Connections, TimeSpan.FromSeconds(30));
        var (ofMany, ofFew) = (new List<Sample>(), new List<Sample>());
        for (var i = 0; i < Samples; i++)
        {
            ofMany.Add(await Wrk.RunAsync(many, Connections, TimeSpan.FromSeconds(3)));
            ofFew.Add(await Wrk.RunAsync(few, Connections, TimeSpan.FromSeconds(3)));
        }

        var (p99OfMany, p99OfFew) = (Wrk.Median(ofMany, sample => sample.P99Ms), Wrk.Median(ofFew, sample => sample.P99Ms));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"p99 with {Many} tenants: {p99OfMany:F2} ms; with {Few}: {p99OfFew:F2} ms; {p99OfMany / p99OfFew:F2} times; wrong: {ofMany.Concat(ofFew).Sum(sample => sample.Wrong)}.");
    }

    /// <summary>Heap of a gateway in this process, before and after each of its tenants makes a call.</summary>
    public static async Task<string> MeasureHeapAsync(Uri upstream)
    {
        await using var gateway = await GatewayHost.StartAsync([$"--INTEGRATION_APP_MCP_URL={upstream}", "--AUDIT_DURABILITY=buffered"]);
        var tenants = new List<TestTenant>();
        for (var i = 0; i <= Idle; i++) tenants.Add(await gateway.CreateTenantAsync($"user-{i}"));

        // What is made once is made with the first tenant's.
        await CallAsync(tenants[0]);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        foreach (var tenant in tenants.Skip(1)) await CallAsync(tenant);
        var each = (GC.GetTotalMemory(forceFullCollection: true) - before) / 1024.0 / Idle;
        GC.KeepAlive(tenants);
        return string.Create(CultureInfo.InvariantCulture, $"{Idle} tenants that made a call: {each:F1} KiB of heap each.");
    }

    private static async Task CallAsync(TestTenant tenant)
    {
        var answer = await tenant.ToolAsync(Call);
        if (!answer.Text.Contains(FastUpstream.Canary, StringComparison.Ordinal)) throw new InvalidOperationException(answer.ToString());
    }
}
