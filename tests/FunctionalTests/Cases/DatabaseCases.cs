using System.Net;
using McpService.Common.Databases;
using McpService.Common.Gateway;
using McpService.Common.Processes;
using McpService.Common.Waiting;

namespace McpService.FunctionalTests.Cases;

/// <summary>Cases 80 and 81: PostgreSQL stops, and freezes under load. On a server of their own.</summary>
[TestFixture]
internal sealed class DatabaseCases
{
    // What is promised, and what a busy build machine adds.
    private static readonly TimeSpan Refusal = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan Frozen = TimeSpan.FromSeconds(CaseStage.IsFull ? 60 : 6);

    private PostgresServer _server = null!;
    private GatewayProcess _gateway = null!;
    private (string TenantId, string ApiKey) _tenant;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _server = await PostgresServer.StartNewAsync();
        _gateway = await CaseStage.StartGatewayOnAsync(await _server.CreateDatabaseAsync(), CaseStage.Upstream.Address);
        await _gateway.WarmAsync();
        _tenant = await _gateway.CreateTenantAsync(CaseStage.Keep("token-of-the-outage"));
        CaseStage.Keep(_tenant.ApiKey);
        (await CallAsync()).Status.ShouldBe(HttpStatusCode.OK);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        _server?.Thaw();
        if (_gateway is not null) await _gateway.DisposeAsync();
        if (_server is not null) await _server.DisposeAsync();
    }

    [Test]
    public async Task Case080_PostgresStopped_503AndLive_StartedAgain_ReadyWithoutARestart()
    {
        await _server.StopAsync();
        await Eventually.TrueAsync(async _ => (int)(await CallAsync()).Status == 503, "503", Refusal);
        var refused = await CallAsync();
        (refused.Code, refused.Json.GetProperty("outcome").GetString()).ShouldBe(("database_unavailable", "not_sent"));
        (await StatusAsync("/health/live")).ShouldBe(200);
        await Eventually.TrueAsync(async _ => await StatusAsync("/health/ready") == 503, "Unreadiness", Refusal);

        await _server.StartAsync();
        await Eventually.TrueAsync(async _ => await StatusAsync("/health/ready") == 200 && (await CallAsync()).Status == HttpStatusCode.OK, "Recovery", Recovery);
    }

    [Test]
    public async Task Case081_PostgresFrozenUnderLoad_RefusesWithoutGrowingAndRecovers()
    {
        var (threads, memory) = (Threads(), ResidentMemory.Of(_gateway.Id));
        _server.Freeze();
        var (answers, most, began) = (new List<Answer>(), 0, TimeProvider.System.GetTimestamp());
        while (TimeProvider.System.GetElapsedTime(began) < Frozen)
        {
            answers.AddRange(await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => CallAsync())));
            most = Math.Max(most, Threads());
        }

        _server.Thaw();

        answers.Count(a => (int)a.Status == 503).ShouldBeGreaterThan(answers.Count / 2);
        answers.ShouldAllBe(a => a.Status == HttpStatusCode.OK || (int)a.Status == 503);
        most.ShouldBeLessThan(threads + 40);
        ResidentMemory.Of(_gateway.Id).ShouldBeLessThan(memory + (128L * 1024 * 1024));
        await Eventually.TrueAsync(async _ => (await CallAsync()).Status == HttpStatusCode.OK && await StatusAsync("/health/ready") == 200, "Recovery", Recovery);
    }

    private Task<Answer> CallAsync() => _gateway.CallAsync(_tenant.TenantId, _tenant.ApiKey);

    private async Task<int> StatusAsync(string path) => (int)(await _gateway.SendAsync(HttpMethod.Get, path)).Status;

    private int Threads() => Directory.GetDirectories($"/proc/{_gateway.Id}/task").Length;

}
