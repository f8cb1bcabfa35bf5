using McpService.Common.Processes;
using McpService.LoadTests.Clients;
using McpService.LoadTests.Contests;
using McpService.LoadTests.Load;
using McpService.LoadTests.Servers;
using McpService.LoadTests.Stage;

namespace McpService.LoadTests.Curves;

/// <summary>The cost of a call against how many streams are open and silent.</summary>
internal static class SessionsCurve
{
    private const int Connections = 16;
    private const int PerTenant = 100;

    private static readonly int[] Counts = [0, 500, 1_000, 2_500, 5_000];

    public static async Task<IReadOnlyList<CurvePoint>> MeasureAsync(MeasuringStage stage, Pace pace)
    {
        var gateway = await stage.BufferedAsync();
        Way[] ways = [gateway.Rest(WayNames.Rest), await gateway.RelayAsync(WayNames.RelayJson, FastTools.Echo)];
        foreach (var way in ways) await WarmUp.RunAsync(way, Connections, pace);

        var (points, listeners, open) = (new List<CurvePoint>(), new List<ChildProcess>(), 0);
        try
        {
            foreach (var count in Counts)
            {
                if (count > open) listeners.Add(await ListenAsync(gateway, count - open));
                open = count;
                points.Add(new CurvePoint($"{count}", await Contest.RunAsync(Connections, 0, ways, pace)));
            }
        }
        finally
        {
            foreach (var listener in listeners) await listener.DisposeAsync();
        }

        return points;
    }

    /// <summary>More streams, of tenants of their own: each may have only so many.</summary>
    private static async Task<ChildProcess> ListenAsync(StagedGateway gateway, int count)
    {
        var keys = new List<string>();
        for (var i = 0; i < count / PerTenant; i++) keys.Add((await gateway.Gateway.CreateTenantAsync()).ApiKey);
        return await Listeners.StartAsync(new Uri(gateway.Gateway.Address, "/mcp"), PerTenant, keys);
    }
}
