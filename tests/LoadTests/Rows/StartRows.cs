using McpService.Common.Gateway;
using McpService.Common.Processes;
using McpService.LoadTests.Contests;
using McpService.LoadTests.Load;
using McpService.LoadTests.Servers;
using McpService.LoadTests.Stage;

namespace McpService.LoadTests.Rows;

/// <summary>From the start of the process to the first answered call, and to full speed.</summary>
internal static class StartRows
{
    private const int Starts = 5;
    private const int Connections = 64;

    private static readonly TimeSpan First = TimeSpan.FromSeconds(10);

    public static IEnumerable<Row> All() =>
    [
        new("start", "start to the first answered call", Goal.AtMost(0.4, 0.6, "s"), KnownDatabaseAsync),
        new("start-new", "the same with a new database and tenant", Goal.AtMost(0.8, 1.2, "s"), NewDatabaseAsync),
        new("first-seconds", "the first ten seconds under full load", Goal.AtLeast(0.5, 0.35, "× later calls/s"), FirstSecondsAsync),
    ];

    private static async Task<double> KnownDatabaseAsync(Measures measures)
    {
        var database = measures.Stage.NewSqlite();
        StagedGateway known;
        await using (var first = await measures.Stage.NewGatewayAsync(database, "buffered")) known = await StagedGateway.CreateAsync(first);
        return await MedianAsync(() => StartAsync(measures, database), gateway => gateway.CallAsync(known.TenantId, known.ApiKey, FastTools.Echo));
    }

    private static Task<double> NewDatabaseAsync(Measures measures) => MedianAsync(
        () => StartAsync(measures, measures.Stage.NewSqlite()),
        async gateway =>
        {
            var (tenantId, apiKey) = await gateway.CreateTenantAsync();
            return await gateway.CallAsync(tenantId, apiKey, FastTools.Echo);
        });

    private static async Task<double> FirstSecondsAsync(Measures measures)
    {
        await using var gateway = await measures.Stage.NewGatewayAsync(measures.Stage.NewSqlite(), "buffered");
        var way = (await StagedGateway.CreateAsync(gateway)).Rest(WayNames.Rest);
        var first = await Wrk.RunAsync(way, Connections, First);
        await WarmUp.RunAsync(way, Connections, measures.Pace);
        var later = await Contest.RunAsync(Connections, 0, [way], measures.Pace);
        return first.CallsPerSecond / later.Ways[0].CallsPerSecond;
    }

    private static async Task<double> MedianAsync(Func<Task<GatewayProcess>> start, Func<GatewayProcess, Task<Answer>> call)
    {
        var times = new List<double>();
        for (var i = 0; i < Starts; i++)
        {
            var started = TimeProvider.System.GetTimestamp();
            await using var gateway = await start();
            await UntilAnsweredAsync(() => call(gateway));
            times.Add(TimeProvider.System.GetElapsedTime(started).TotalSeconds);
        }

        return times.Order().ElementAt(Starts / 2);
    }

    /// <summary>Without waiting until it is ready.</summary>
    private static async Task<GatewayProcess> StartAsync(Measures measures, string database) =>
        await GatewayProcess.StartAsync(database, await measures.Stage.UpstreamAsync(), measures.Stage.Keys, "load", [("AUDIT_DURABILITY", "buffered"), .. PublishedGateway.Settings]);

    private static async Task UntilAnsweredAsync(Func<Task<Answer>> call)
    {
        while (true)
        {
            try
            {
                if ((await call()).Text.Contains(FastTools.Canary, StringComparison.Ordinal)) return;
            }
            catch (Exception tooEarly) when (tooEarly is HttpRequestException or InvalidOperationException)
            {
                // It does not listen yet, or is not ready.
            }

            await Task.Delay(5);
        }
    }
}
