using McpService.LoadTests.Contests;
using McpService.LoadTests.Load;
using McpService.LoadTests.Stage;

namespace McpService.LoadTests.Curves;

/// <summary>The cost of a call against how many tenants call.</summary>
internal static class TenantsCurve
{
    private const int Connections = 16;

    private static readonly int[] Counts = [10, 100, 1_000, 10_000];

    public static async Task<IReadOnlyList<CurvePoint>> MeasureAsync(MeasuringStage stage, Pace pace)
    {
        await using var tenants = await ManyTenants.CreateAsync(stage, Counts.Max());
        var points = new List<CurvePoint>();
        foreach (var count in Counts)
        {
            var way = tenants.Of(count) with { Name = WayNames.Rest };
            await WarmUp.RunAsync(way, Connections, pace);
            points.Add(new CurvePoint($"{count}", await Contest.RunAsync(Connections, 0, [way], pace)));
        }

        return points;
    }
}
