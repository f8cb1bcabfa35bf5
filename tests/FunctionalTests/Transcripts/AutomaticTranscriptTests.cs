using McpService.Common.Gateway;
using McpService.FunctionalTests.Conformance;

namespace McpService.FunctionalTests.Transcripts;

/// <summary>The C# SDK's client, left to choose its revision, before each build of the server that others wrote: no step of what it sees is worse through the gateway than without it.</summary>
[Category("Clients"), Category("Eras")]
internal sealed class AutomaticTranscriptTests
{
    [TestCase("2025")]
    [TestCase("2026")]
    [TestCase("both")]
    public async Task CSharp_IsNoWorseThanDirect(string build)
    {
        await using var upstream = await EverythingBuild.Of(build).StartAsync();
        await using var gateway = await GatewayHost.StartAsync($"--INTEGRATION_APP_MCP_URL={upstream.Address}");
        var tenant = await gateway.CreateTenantAsync();

        var direct = await SdkTranscript.RunAsync(TranscriptServer.Builds, revision: null, upstream.Address);
        var through = await SdkTranscript.RunAsync(
            TranscriptServer.Builds, revision: null, tenant.McpAddress, new Dictionary<string, string>(StringComparer.Ordinal) { ["Authorization"] = $"Bearer {tenant.ApiKey}" });

        direct.Failed.Except(["unknown", "missing", "cancel"], StringComparer.Ordinal).ShouldBeEmpty();
        direct.Asked("elicitation").ShouldBe(1);
        through.ShouldBeNoWorseThan(direct);
    }
}
