using System.Text;
using McpService.Common.Gateway;
using McpService.Common.Sources;
using McpService.FunctionalTests.Conformance;

namespace McpService.FunctionalTests.Eras;

/// <summary>The table of docs/protocol.md is what clients of each era find before an upstream of each.</summary>
[Category("Clients")]
internal sealed class FeatureTableTests
{
    private const string Begin = "<!-- features: made by FeatureTableTests -->";
    private const string End = "<!-- end of features -->";

    [Test]
    public async Task Page_SaysWhatClientsFind()
    {
        var runs = new List<FeatureRun>();
        foreach (var upstream in (EverythingBuild[])[EverythingBuild.Sessions, EverythingBuild.Sessionless]) runs.AddRange(await RunAsync(upstream));
        var found = Table(runs);
        await TestContext.Out.WriteLineAsync(found);

        var page = await File.ReadAllTextAsync(Path.Combine(SourceTree.Root, "docs", "protocol.md"));
        var (begin, end) = (page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, page.IndexOf(End, StringComparison.Ordinal));
        page[begin..end].Trim().ShouldBe(found.Trim());
    }

    /// <summary>What it has without the gateway it has with it, but for what the era it finds here does not have or cannot pass on.</summary>
    [TestCase("2025", "resumed stream,extensions of the client")]
    [TestCase("2026", "")]
    [TestCase("both", "")]
    public async Task AutomaticClient_LosesNothing(string build, string lost)
    {
        var server = EverythingBuild.All.Single(known => known.Name == build);
        await using var upstream = await server.StartAsync();
        await using var gateway = await GatewayHost.StartAsync($"--INTEGRATION_APP_MCP_URL={upstream.Address}");

        var direct = await FeatureRun.RunAsync(ClientEra.Automatic, server, upstream.Address, "alice");
        var through = await FeatureRun.RunAsync(ClientEra.Automatic, server, await gateway.CreateTenantAsync());

        direct.Working.ShouldContain("elicitation, form");
        string.Join(',', direct.Working.Except(through.Working, StringComparer.Ordinal)).ShouldBe(lost);
    }

    private static async Task<IReadOnlyList<FeatureRun>> RunAsync(EverythingBuild build)
    {
        await using var upstream = await build.StartAsync();
        await using var gateway = await GatewayHost.StartAsync($"--INTEGRATION_APP_MCP_URL={upstream.Address}");
        var tenant = await gateway.CreateTenantAsync();
        return await Task.WhenAll(ClientEra.All.Select(client => FeatureRun.RunAsync(client, build, tenant)));
    }

    private static string Table(List<FeatureRun> runs)
    {
        var table = new StringBuilder($"| feature | {string.Join(" | ", runs.Select(run => run.Column))} |\n|---|{string.Concat(runs.Select(_ => "---|"))}\n");
        foreach (var feature in runs[0].Features) table.Append($"| {feature} | {string.Join(" | ", runs.Select(run => run.Cell(feature)))} |\n");
        return table.ToString();
    }
}
