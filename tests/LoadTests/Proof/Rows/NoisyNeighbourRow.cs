using McpService.Common.Gateway;
using McpService.LoadTests.Proof.Stage;

namespace McpService.LoadTests.Proof.Rows;

/// <summary>One tenant floods at ten times its limit; what its neighbour's calls take then, beside what they take in quiet times, by turns.</summary>
internal sealed class NoisyNeighbourRow : IProofRow
{
    private const int Whole = 60;
    private const int Limit = 50;
    private const int Times = 10;

    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(20);

    public string Name => "neighbour";

    public string What => "a tenant at ten times its limit: its neighbour's p99 against quiet times, and the neighbour's errors";

    public string Goal => "2 ×, 0 errors";

    public int Share => 8;

    public async Task<ProofFigure> RunAsync(ProofStage stage, ProofTime time)
    {
        await using var upstream = await ProofStage.NewUpstreamAsync();
        await using var gateway = await stage.StartAsync((await stage.NewDatabaseAsync()).Url, upstream.Address);
        var (flooder, neighbour) = (await gateway.CreateTenantAsync("floods"), await gateway.CreateTenantAsync("calls"));
        await gateway.AdminAsync(HttpMethod.Patch, $"/api/tenants/{flooder.TenantId}", $$$"""{"limits":{"requestsPerSecond":{{{Limit}}},"burst":{{{Limit}}}}}""");
        await MeasureAsync(gateway, neighbour, []);
        var (quiet, noisy, errors, refused) = (new List<double>(), new List<double>(), 0, 0L);
        time.Begin();
        for (var turn = 0; turn == 0 || time.GoesOn(turn, Whole); turn++)
        {
            errors += await MeasureAsync(gateway, neighbour, quiet);
            using var end = new CancellationTokenSource();
            var flood = FloodAsync(gateway, flooder, end.Token);
            errors += await MeasureAsync(gateway, neighbour, noisy);
            await end.CancelAsync();
            refused += await flood;
        }

        var (before, during) = (P99(quiet), P99(noisy));
        return new ProofFigure($"{during / before:0.0} × ({before:0.0} ms, {during:0.0} ms), {errors} errors of {quiet.Count + noisy.Count:N0}; {refused:N0} of the flood refused", during <= 2 * before && errors == 0);
    }

    private static double P99(List<double> times) => times.Order().ElementAt((int)(times.Count * 0.99));

    private static async Task<int> MeasureAsync(GatewayProcess gateway, (string TenantId, string ApiKey) tenant, List<double> times)
    {
        var (errors, began, client) = (0, TimeProvider.System.GetTimestamp(), new TenantClient(gateway.Client, tenant.TenantId, tenant.ApiKey, isMcp: false));
        using var pace = new PeriodicTimer(Pace, TimeProvider.System);
        while (TimeProvider.System.GetElapsedTime(began) < Turn)
        {
            var asked = TimeProvider.System.GetTimestamp();
            if (await client.CallAsync("whoami") is not { Status: System.Net.HttpStatusCode.OK }) errors++;
            times.Add(TimeProvider.System.GetElapsedTime(asked).TotalMilliseconds);
            await pace.WaitForNextTickAsync();
        }

        return errors;
    }

    private static async Task<long> FloodAsync(GatewayProcess gateway, (string TenantId, string ApiKey) tenant, CancellationToken end)
    {
        var (refused, underWay, client) = (0L, new List<Task>(), new TenantClient(gateway.Client, tenant.TenantId, tenant.ApiKey, isMcp: false));
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        while (!end.IsCancellationRequested)
        {
            // As many as ten times the limit are in a fiftieth of a second.
            for (var i = 0; i < Limit * Times / 50; i++) underWay.Add(OneAsync());
            underWay.RemoveAll(t => t.IsCompleted);
            await pace.WaitForNextTickAsync(CancellationToken.None);
        }

        await Task.WhenAll(underWay);
        return refused;

        async Task OneAsync()
        {
            if ((int?)(await client.CallAsync("whoami"))?.Status == 429) Interlocked.Increment(ref refused);
        }
    }
}
