using McpService.Common.Gateway;

namespace McpService.FunctionalTests.Transcripts;

/// <summary>Clients that others wrote, pinned to a revision, see through the gateway what they see without it, to the letter.</summary>
[Category("Clients"), Category("Eras")]
internal sealed class GatewayTranscriptTests
{
    [TestCaseSource(typeof(TranscriptClients), nameof(TranscriptClients.Chosen))]
    public async Task Client_ThroughTheGateway_SeesTheSame(TranscriptClient client)
    {
        await using var server = await TranscriptTarget.StartAsync(client.Kind);
        await using var gateway = await GatewayHost.StartAsync($"--INTEGRATION_APP_MCP_URL={server.Address}");
        var tenant = await gateway.CreateTenantAsync();

        var direct = await client.RunAsync(server.Address);
        var through = await client.RunAsync(tenant.McpAddress, new Dictionary<string, string>(StringComparer.Ordinal) { ["Authorization"] = $"Bearer {tenant.ApiKey}" });

        through.ShouldEqual(direct);
    }
}
