namespace McpService.FunctionalTests.Conformance;

/// <summary>
/// Both suites before each build of the everything server, direct and through the gateway: every check that the gateway loses has its name here.
/// By the command of docs/protocol.md alone; the tests beside it keep the rows that matter most.
/// </summary>
[Explicit("A table to be looked at; see docs/protocol.md."), Category("Eras")]
internal sealed class EraTableTests
{
    /// <summary>Made where lists come as event streams, which no revision asks for: what is played here answers them as JSON.</summary>
    private const string Streams = "server-sse-multiple-streams/server-sse-streams-functional";

    private static readonly Dictionary<string, ConformanceRun> Best = new(StringComparer.Ordinal);

    [Test]
    public async Task Build_ThroughTheGateway_LosesWhatIsKnownAndNothingElse([Values("sessions", "2026-07-28")] string era, [Values("both", "2025", "2026")] string name)
    {
        var (suite, build) = (era == "sessions" ? ConformanceSuite.Sessions : ConformanceSuite.Sessionless, EverythingBuild.Of(name));
        if (!Best.TryGetValue(era, out var best)) Best[era] = best = await DirectAsync(EverythingBuild.Both, suite);
        if (build.Speaks(suite)) await TestContext.Out.WriteLineAsync(new EraRow(build, suite, IsThrough: false, await DirectAsync(build, suite), best).ToString());

        var row = new EraRow(build, suite, IsThrough: true, await build.ThroughAsync(suite), best);

        await TestContext.Out.WriteLineAsync(row.ToString());
        row.Lost.ShouldBe(Known(suite, build), ignoreOrder: true, row.ToString());
    }

    private static string[] Known(ConformanceSuite suite, EverythingBuild build)
    {
        if (suite == ConformanceSuite.Sessionless) return build == EverythingBuild.Sessions ? [.. EverythingConformanceTests.Nameless, EverythingConformanceTests.NotMade] : [];
        return build == EverythingBuild.Sessionless ? [Streams] : [];
    }

    private static async Task<ConformanceRun> DirectAsync(EverythingBuild build, ConformanceSuite suite)
    {
        await using var upstream = await build.StartAsync();
        return await ConformanceRun.RunAsync(suite, upstream.Address);
    }
}
