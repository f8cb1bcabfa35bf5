using McpService.Common.Upstreams.Conformance;
using McpService.Domain.Tenants;

namespace McpService.FunctionalTests.Conformance;

/// <summary>The conformance suite through the gateway: what it loses against the direct runs of <see cref="ConformanceTests"/> is the gateway's doing.</summary>
[Category("Clients")]
internal sealed class GatewayConformanceTests
{
    /// <summary>All but two, and one that a busy machine does not answer in the suite's 600 ms: what a server with sessions asks has no key that the suite could know in advance. mcp-proxy, the one other proxy that bridges, was measured at 59.</summary>
    private const int BridgedAtLeast = 83;

    [Test]
    public async Task Sessions_ThroughTheGateway_LosesNothing()
    {
        await using var upstream = await ConformanceUpstream.WithSessionsAsync();
        var run = await RunAsync(ConformanceSuite.Sessions, upstream.Address);
        run.Checks.Where(check => !check.Passed).ShouldBeEmpty();
        run.Passed.Count.ShouldBe(47);
    }

    [Test]
    public async Task Sessionless_BeforeAnUpstreamWithoutSessions_LosesNothing()
    {
        await using var upstream = await ConformanceUpstream.WithoutSessionsAsync();
        var run = await RunAsync(ConformanceSuite.Sessionless, upstream.Address, "--UPSTREAM_PROTOCOL_VERSION=2026-07-28");
        run.Scored.Where(check => !check.Passed).ShouldBeEmpty();
    }

    [Test]
    public async Task Sessionless_BeforeAnUpstreamWithSessions_IsBridged()
    {
        await using var upstream = await ConformanceUpstream.WithSessionsAsync();
        var run = await RunAsync(ConformanceSuite.Sessionless, upstream.Address, "--UPSTREAM_PROTOCOL_VERSION=2025-11-25");
        foreach (var missing in run.Scored.Where(check => !check.Passed)) await TestContext.Out.WriteLineAsync($"missing: {missing}");
        await TestContext.Out.WriteLineAsync($"{run.PassedScored.Count} of 85 scored checks");
        run.PassedScored.Count.ShouldBeGreaterThanOrEqualTo(BridgedAtLeast);
    }

    private static Task<ConformanceRun> RunAsync(ConformanceSuite suite, Uri upstream, params string[] settings) => ConformanceRun.ThroughGatewayAsync(suite, upstream, settings);
}
