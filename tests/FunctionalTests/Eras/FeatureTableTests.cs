using System.Text;
using McpService.Common.Gateway;
using McpService.FunctionalTests.Conformance;

namespace McpService.FunctionalTests.Eras;

/// <summary>The table of docs/protocol.md is what clients of each era find before an upstream of each.</summary>
[Category("Clients"), Category("Eras")]
internal sealed class FeatureTableTests
{
    [Test]
    public async Task Page_SaysWhatClientsFind()
    {
        var runs = new List<FeatureRun>();
        foreach (var upstream in (EverythingBuild[])[EverythingBuild.Sessions, EverythingBuild.Sessionless]) runs.AddRange(await RunAsync(upstream));
        var found = Table(runs);
        await TestContext.Out.WriteLineAsync(found);
        FeaturePage.Table.ShouldBe(found.Trim());
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
