using McpService.LoadTests.Contests;
using McpService.LoadTests.Load;
using McpService.LoadTests.Machine;
using McpService.LoadTests.Servers;
using McpService.LoadTests.Stage;

namespace McpService.LoadTests.Rows;

/// <summary>Resident memory of a gateway that was just started, and of one under many connections.</summary>
internal static class MemoryRows
{
    private const double MiB = 1024 * 1024;

    private static readonly TimeSpan Load = TimeSpan.FromSeconds(10);

    public static IEnumerable<Row> All() =>
    [
        new("memory-idle", "resident memory after the first call", Goal.AtMost(80, 100, "MiB"), IdleAsync),
        new("memory-256", "resident memory, 256 connections", Goal.AtMost(160, 200, "MiB"), UnderLoadAsync),
    ];

    private static async Task<double> IdleAsync(Measures measures)
    {
        await using var gateway = await measures.Stage.NewGatewayAsync(measures.Stage.NewSqlite(), "buffered");
        var staged = await StagedGateway.CreateAsync(gateway);
        await gateway.CallAsync(staged.TenantId, staged.ApiKey, FastTools.Echo);
        return ProcessTree.ResidentBytes(gateway.Id) / MiB;
    }

    private static async Task<double> UnderLoadAsync(Measures measures)
    {
        await using var gateway = await measures.Stage.NewGatewayAsync(measures.Stage.NewSqlite(), "buffered");
        var way = (await StagedGateway.CreateAsync(gateway)).Rest(WayNames.Rest);
        return (await Wrk.RunAsync(way, 256, Load)).ResidentBytes / MiB;
    }
}
