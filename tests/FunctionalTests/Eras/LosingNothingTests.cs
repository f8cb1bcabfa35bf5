using McpService.Common.Gateway;
using McpService.FunctionalTests.Conformance;

namespace McpService.FunctionalTests.Eras;

/// <summary>
/// What a client that others wrote has without the gateway it has with it: the TypeScript SDK's that chooses its era by itself, and <c>mcp-remote</c>, which stands before programs that know
/// no HTTP.
/// </summary>
[Category("Clients")]
internal sealed class LosingNothingTests
{
    /// <param name="client">What <c>tests/node/features.mjs</c> calls it.</param>
    /// <param name="build">Before which build.</param>
    /// <param name="lost">What the era that it finds here does not have.</param>
    [TestCase("auto", "2025", "resumed stream")]
    [TestCase("auto", "2026", "")]
    [TestCase("auto", "both", "")]
    [TestCase("remote", "2025", "")]
    public Task Client_HasWhatItHasWithoutTheGateway(string client, string build, string lost) => CompareAsync(client, build, lost);

    private static async Task CompareAsync(string name, string build, string lost)
    {
        var client = ClientEra.Of(name);
        var server = EverythingBuild.Of(build);
        await using var upstream = await server.StartAsync();
        await using var gateway = await GatewayHost.StartAsync($"--INTEGRATION_APP_MCP_URL={upstream.Address}");

        var direct = await FeatureRun.RunAsync(client, server, upstream.Address, "alice");
        var through = await FeatureRun.RunAsync(client, server, await gateway.CreateTenantAsync());

        direct.Working.ShouldContain("elicitation, form");
        string.Join(',', direct.Working.Except(through.Working, StringComparer.Ordinal)).ShouldBe(lost, string.Join('\n', through.Features.Select(feature => $"{feature}: {through.Cell(feature)}")));
    }
}
