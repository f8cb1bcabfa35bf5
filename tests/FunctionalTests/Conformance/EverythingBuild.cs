using McpService.Common.Upstreams;

namespace McpService.FunctionalTests.Conformance;

/// <summary>A build of <c>tests/node/servers/everything.mjs</c>, the server on the TypeScript SDK 2.x that has all the suites ask for.</summary>
/// <param name="Name">What the script calls it.</param>
/// <param name="About">What it speaks.</param>
/// <param name="HasSessions">It knows <c>initialize</c>.</param>
/// <param name="IsSessionless">It speaks 2026-07-28.</param>
internal sealed record EverythingBuild(string Name, string About, bool HasSessions, bool IsSessionless)
{
    public static readonly EverythingBuild Both = new("both", "both eras", HasSessions: true, IsSessionless: true);
    public static readonly EverythingBuild Sessions = new("2025", "sessions alone", HasSessions: true, IsSessionless: false);
    public static readonly EverythingBuild Sessionless = new("2026", "2026-07-28 alone", HasSessions: false, IsSessionless: true);

    public static IReadOnlyList<EverythingBuild> All { get; } = [Both, Sessions, Sessionless];

    /// <summary>By its name.</summary>
    public static EverythingBuild Of(string name) => All.Single(build => build.Name == name);

    /// <summary>It is served as it is: nothing is bridged.</summary>
    public bool Speaks(ConformanceSuite suite) => suite == ConformanceSuite.Sessions ? HasSessions : IsSessionless;

    /// <summary>A suite through a gateway of its own before this build, which finds out by itself what that speaks.</summary>
    public async Task<ConformanceRun> ThroughAsync(ConformanceSuite suite)
    {
        await using var upstream = await StartAsync();
        return await ConformanceRun.ThroughGatewayAsync(suite, upstream.Address);
    }

    public Task<NodeUpstream> StartAsync() => NodeUpstream.StartAsync("everything", [Name]);

    public override string ToString() => About;
}
