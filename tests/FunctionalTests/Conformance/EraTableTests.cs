using System.Text;
using Shouldly;

namespace McpService.FunctionalTests.Conformance;

/// <summary>
/// Both suites before each build of the everything server, direct and through the gateway: every check that the gateway loses has its name here.
/// By the command of docs/protocol.md alone; the tests beside it keep the rows that matter most.
/// </summary>
[Explicit("A table to be looked at; see docs/protocol.md.")]
internal sealed class EraTableTests
{
    [Test]
    public async Task EachBuild_BothSuites_DirectAndThrough()
    {
        var rows = new List<EraRow>();
        foreach (var suite in (ConformanceSuite[])[ConformanceSuite.Sessions, ConformanceSuite.Sessionless])
        {
            var best = await DirectAsync(EverythingBuild.Both, suite);
            foreach (var build in EverythingBuild.All)
            {
                if (build == EverythingBuild.Both) rows.Add(new EraRow(build, suite, IsThrough: false, best, best));
                else if (build.Speaks(suite)) rows.Add(new EraRow(build, suite, IsThrough: false, await DirectAsync(build, suite), best));
                rows.Add(new EraRow(build, suite, IsThrough: true, await build.ThroughAsync(suite), best));
            }
        }

        var table = rows.Aggregate(new StringBuilder(), (text, row) => text.Append(row).Append('\n')).ToString();
        await TestContext.Out.WriteLineAsync(table);
        rows.Where(row => row.IsThrough).SelectMany(row => row.Lost).ShouldBeEmpty(table);
    }

    private static async Task<ConformanceRun> DirectAsync(EverythingBuild build, ConformanceSuite suite)
    {
        await using var upstream = await build.StartAsync();
        return await ConformanceRun.RunAsync(suite, upstream.Address);
    }
}
