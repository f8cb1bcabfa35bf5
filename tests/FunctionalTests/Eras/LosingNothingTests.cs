using McpService.Common.Gateway;
using McpService.FunctionalTests.Cases;
using McpService.FunctionalTests.Conformance;

namespace McpService.FunctionalTests.Eras;

/// <summary>
/// What a client that others wrote has without the gateway it has with it: the TypeScript SDK's that chooses its era by itself, the older one's, and <c>mcp-remote</c>, which stands before
/// programs that know no HTTP, as it is and with <c>--protocol auto</c>. In full (<c>CASES=full</c>) each before each build.
/// </summary>
[Category("Clients"), Category("Eras")]
internal sealed class LosingNothingTests
{
    /// <param name="client">What <c>tests/node/features.mjs</c> calls it.</param>
    /// <param name="build">Before which build.</param>
    /// <param name="lost">What the era that it finds here does not have, or its client not in that era.</param>
    [TestCaseSource(nameof(SameBuild))]
    public Task Client_HasWhatItHasWithoutTheGateway(string client, string build, string lost) => CompareAsync(client, build, build, lost);

    /// <summary>A client that knows sessions alone cannot use a server of the other era; through the gateway it has there what it has before one of its own.</summary>
    [TestCaseSource(nameof(OtherEra))]
    public Task ClientOfSessions_BeforeAServerWithout_HasWhatItHasBeforeOneOfItsEra(string client, string lost) => CompareAsync(client, "2025", "2026", lost);

    /// <summary>With <c>--protocol auto</c> it finds the newer era here, whatever is behind it, and has what it has there.</summary>
    [TestCaseSource(nameof(Builds))]
    public Task AutomaticRemote_HasWhatItHasBeforeAServerOfTheNewEra(string build) => CompareAsync("remote-auto", "2026", build, "");

    private static IEnumerable<TestCaseData> SameBuild()
    {
        yield return new("auto", "2025", "resumed stream");
        yield return new("auto", "2026", "");
        yield return new("auto", "both", "");
        yield return new("remote", "2025", "");
        if (!CaseStage.IsFull) yield break;
        yield return new("sessions", "2025", "");
        yield return new("sessions", "both", "");
        yield return new("remote", "both", "");
        yield return new("remote-auto", "2025", "cancellation,elicitation, URL,arguments in headers");
        yield return new("remote-auto", "both", "");
    }

    private static IEnumerable<TestCaseData> OtherEra()
    {
        yield return new("remote", "");
        if (CaseStage.IsFull) yield return new("sessions", "resumed stream");
    }

    private static IEnumerable<string> Builds() => CaseStage.IsFull ? ["2025", "2026"] : ["2025"];

    private static async Task CompareAsync(string name, string directBuild, string build, string lost)
    {
        var client = ClientEra.Of(name);
        var (own, server) = (EverythingBuild.Of(directBuild), EverythingBuild.Of(build));
        await using var upstream = await server.StartAsync();
        await using var before = await own.StartAsync();
        await using var gateway = await GatewayHost.StartAsync($"--INTEGRATION_APP_MCP_URL={upstream.Address}");

        var runs = await Task.WhenAll(FeatureRun.RunAsync(client, own, before.Address, "alice"), FeatureRun.RunAsync(client, server, await gateway.CreateTenantAsync()));
        var (direct, through) = (runs[0], runs[1]);

        direct.Working.ShouldContain("elicitation, form");
        string.Join(',', direct.Working.Except(through.Working, StringComparer.Ordinal)).ShouldBe(lost, string.Join('\n', through.Features.Select(feature => $"{feature}: {through.Cell(feature)}")));
    }
}
