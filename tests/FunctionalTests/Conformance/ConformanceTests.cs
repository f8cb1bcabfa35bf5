using McpService.Common.Proxies;
using McpService.Common.Upstreams.Conformance;
using NUnit.Framework;
using Shouldly;

namespace McpService.FunctionalTests.Conformance;

/// <summary>The upstream that conformance is measured with passes by itself; what a gateway before it loses is the gateway's doing.</summary>
[TestFixture, Category("Clients")]
internal sealed class ConformanceTests
{
    private static readonly Dictionary<string, string> Credential = new(StringComparer.Ordinal) { ["Authorization"] = "Bearer key" };

    [Test]
    public async Task Sessions_Direct_EveryCheckPasses()
    {
        await using var upstream = await ConformanceUpstream.WithSessionsAsync();
        var run = await ConformanceRun.RunAsync(ConformanceSuite.Sessions, upstream.Address);
        run.Checks.Where(check => !check.Passed).ShouldBeEmpty();
        run.Passed.Count.ShouldBe(47);
    }

    [Test]
    public async Task Sessionless_Direct_EveryScoredCheckPasses()
    {
        await using var upstream = await ConformanceUpstream.WithoutSessionsAsync();
        var run = await ConformanceRun.RunAsync(ConformanceSuite.Sessionless, upstream.Address);
        run.Scored.Where(check => !check.Passed).ShouldBeEmpty();
        run.PassedScored.Count.ShouldBe(85);
    }

    [Test]
    public async Task Sessions_ThroughHeaderProxy_LosesNothing()
    {
        await using var upstream = await ConformanceUpstream.WithSessionsAsync();
        await using var proxy = await HeaderProxy.StartAsync(upstream.Address, Credential);
        var run = await ConformanceRun.RunAsync(ConformanceSuite.Sessions, proxy.Address);
        run.Checks.Where(check => !check.Passed).ShouldBeEmpty();
    }

    [Test]
    public async Task Sessionless_ThroughHeaderProxy_LosesNothing()
    {
        await using var upstream = await ConformanceUpstream.WithoutSessionsAsync();
        await using var proxy = await HeaderProxy.StartAsync(upstream.Address, Credential);
        var run = await ConformanceRun.RunAsync(ConformanceSuite.Sessionless, proxy.Address);
        run.Scored.Where(check => !check.Passed).ShouldBeEmpty();
    }

    /// <summary>What a client of the newest revision gets without a gateway: next to nothing. That is what the bridge is for.</summary>
    [Test]
    public async Task Sessionless_BeforeServerWithSessions_AlmostAllFails()
    {
        await using var upstream = await ConformanceUpstream.WithSessionsAsync();
        var run = await ConformanceRun.RunAsync(ConformanceSuite.Sessionless, upstream.Address);
        run.PassedScored.Count.ShouldBeLessThan(25); // of 85: what any server refuses alike
    }
}
