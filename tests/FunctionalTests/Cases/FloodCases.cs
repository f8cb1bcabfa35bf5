using System.Globalization;
using System.Net;
using System.Net.Sockets;
using McpService.Common.Databases;
using McpService.Common.Gateway;

namespace McpService.FunctionalTests.Cases;

/// <summary>Cases 50 and 79: what others send costs a tenant little. How little is for a quiet machine to say: the ratios are asserted in full runs alone.</summary>
[TestFixture]
internal sealed class FloodCases
{
    private const int PerSecond = 20;
    private const int IdleSockets = 1_000;

    private GatewayProcess _gateway = null!;
    private (string TenantId, string ApiKey) _a;
    private (string TenantId, string ApiKey) _b;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        var database = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();
        _gateway = await CaseStage.StartGatewayOnAsync(database, CaseStage.Upstream.Address);
        (_a, _b) = (await _gateway.CreateTenantAsync(CaseStage.Keep("token-of-the-flooding")), await _gateway.CreateTenantAsync(CaseStage.Keep("token-of-the-neighbour")));
        foreach (var tenant in new[] { _a, _b }) CaseStage.Keep(tenant.ApiKey);
        await _gateway.AdminAsync(HttpMethod.Patch, $"/api/tenants/{_a.TenantId}", $$$"""{"limits":{"requestsPerSecond":{{{PerSecond}}},"burst":{{{PerSecond}}}}}""");
        await MeasureAsync();
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (_gateway is not null) await _gateway.DisposeAsync();
    }

    [Test]
    public async Task Case050_AThousandIdleSockets_AProbeIsServedAsBefore()
    {
        var quiet = await MeasureAsync();
        var sockets = new List<TcpClient>();
        try
        {
            for (var i = 0; i < IdleSockets; i++)
            {
                sockets.Add(new TcpClient());
                await sockets[i].ConnectAsync(_gateway.Address.Host, _gateway.Address.Port);
            }

            Compare(quiet, await MeasureAsync(), 1.5);
        }
        finally
        {
            sockets.ForEach(socket => socket.Dispose());
        }
    }

    [Test]
    public async Task Case079_AFloodAtTenTimesTheLimit_TheNeighbourHasNoErrorAndRetryAfterIsTrue()
    {
        var quiet = await MeasureAsync();
        using var end = new CancellationTokenSource();
        var flood = FloodAsync(end.Token);
        var noisy = await MeasureAsync();
        await end.CancelAsync();
        var refused = await flood;

        refused.Count.ShouldBeGreaterThan(PerSecond);
        refused.ShouldAllBe(answer => answer.Code == "rate_limited" && answer.Json.GetProperty("outcome").GetString() == "not_sent");
        Compare(quiet, noisy, 2);

        // Who comes back when it is told is let in.
        var wait = int.Parse(refused[^1].Headers["Retry-After"], CultureInfo.InvariantCulture);
        await Task.Delay(TimeSpan.FromSeconds(wait), TimeProvider.System);
        ((int)(await _gateway.CallAsync(_a.TenantId, _a.ApiKey)).Status).ShouldNotBe(429);
    }

    private static void Compare(List<double> quiet, List<double> noisy, double most)
    {
        var (before, during) = (P99(quiet), P99(noisy));
        TestContext.Out.WriteLine($"p99 {before:0.0} ms, then {during:0.0} ms");
        if (CaseStage.IsFull) during.ShouldBeLessThan(most * before);
    }

    private static double P99(List<double> times) => times.Order().ElementAt((int)(times.Count * 0.99));

    private async Task<List<double>> MeasureAsync()
    {
        var times = new List<double>();
        for (var i = 0; i < (CaseStage.IsFull ? 1_000 : 100); i++)
        {
            var began = TimeProvider.System.GetTimestamp();
            var answer = await _gateway.CallAsync(_b.TenantId, _b.ApiKey);

            // That a build machine is too busy for its database now and then is nobody's flood.
            if (CaseStage.IsFull || answer.Code != "database_unavailable") answer.Status.ShouldBe(HttpStatusCode.OK, $"{answer}");
            times.Add(TimeProvider.System.GetElapsedTime(began).TotalMilliseconds);
        }

        return times;
    }

    private async Task<List<Answer>> FloodAsync(CancellationToken end)
    {
        var refused = new List<Answer>();
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(100), TimeProvider.System);

        // Until the neighbour was measured, and long enough to be a flood in any case.
        for (var turn = 0; turn < 10 || !end.IsCancellationRequested; turn++)
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, PerSecond).Select(_ => _gateway.CallAsync(_a.TenantId, _a.ApiKey)));
            refused.AddRange(answers.Where(a => (int)a.Status == 429));
            answers.ShouldAllBe(a => a.Status == HttpStatusCode.OK || (int)a.Status == 429 || a.Code == "database_unavailable");
            await pace.WaitForNextTickAsync(CancellationToken.None);
        }

        return refused;
    }
}
