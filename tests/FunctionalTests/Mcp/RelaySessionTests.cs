using System.Net;
using McpService.Common.Waiting;

namespace McpService.FunctionalTests.Mcp;

/// <summary>Every session at the upstream has an owner, and ends when nobody can use it any more.</summary>
[NonParallelizable]
internal sealed class RelaySessionTests : McpFixture
{
    private const int PerTenant = 4;

    protected override IEnumerable<string> Settings =>
        ["UPSTREAM_MAX_SESSIONS=8", $"UPSTREAM_MAX_SESSIONS_PER_TENANT={PerTenant}", "UPSTREAM_SESSION_IDLE_SECONDS=8"];

    [Test]
    public async Task ManyOfOneTenant_LongestUnusedMakesRoom_AndNobodyElses()
    {
        var (greedy, modest) = (await Gateway.CreateTenantAsync("greedy-token-of-acme"), await Gateway.CreateTenantAsync("modest-token-of-acme"));
        var kept = await OpenAsync(modest);
        for (var i = 0; i < 3 * PerTenant; i++)
        {
            await OpenAsync(greedy);
            using var ping = await modest.McpAsync(Call("echo"), kept);
            ping.StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        await Eventually.TrueAsync(_ => Task.FromResult(Upstream.Sessions.Count <= PerTenant + 1), "Sessions within their bounds");
    }

    [Test]
    public async Task Unused_EndsAtTheUpstream_AndAStreamThatWaitsIsUse()
    {
        Upstream.Settings.GetStreams = true;
        var tenant = await Gateway.CreateTenantAsync();
        var listening = await OpenAsync(tenant);
        using var request = tenant.McpRequest(HttpMethod.Get, listening);
        using var stream = await Gateway.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        var before = Upstream.Record.Deleted.Count;
        await OpenAsync(tenant);

        await Upstream.WaitForAsync(r => r.Deleted.Count > before, TimeSpan.FromSeconds(45));
        using var ping = await tenant.McpAsync(Call("echo"), listening);
        ping.StatusCode.ShouldBe(HttpStatusCode.OK);
    }
}
