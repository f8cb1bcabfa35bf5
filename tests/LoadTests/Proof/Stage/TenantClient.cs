using McpService.Common.Gateway;

namespace McpService.LoadTests.Proof.Stage;

/// <summary>A tenant that calls, over REST or over <c>/mcp</c>, always with the same JSON-RPC id.</summary>
internal sealed class TenantClient(HttpClient client, string tenantId, string apiKey, bool isMcp)
{
    private const string Meta = "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\",\"io.modelcontextprotocol/clientCapabilities\":{}}";

    /// <summary>Calls a tool; null where the connection broke.</summary>
    public async Task<Answer?> CallAsync(string tool, string arguments = "{}")
    {
        try
        {
            return isMcp
                ? await Answer.OfAsync(
                    client,
                    HttpMethod.Post,
                    "/mcp",
                    $$$"""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"{{{tool}}}","arguments":{{{arguments}}},{{{Meta}}}}}""",
                    ("Authorization", $"Bearer {apiKey}"), ("Accept", "application/json, text/event-stream"), ("MCP-Protocol-Version", "2026-07-28"), ("Mcp-Method", "tools/call"), ("Mcp-Name", tool))
                : await Answer.OfAsync(client, HttpMethod.Post, $"/api/tenant/{tenantId}/tool", $$"""{"method":"{{tool}}","params":{{arguments}}}""", ("x-api-key", apiKey));
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException or TaskCanceledException)
        {
            return null;
        }
    }
}
