using System.Text.Json;
using System.Text.Json.Nodes;
using McpService.Common.Node;

namespace McpService.FunctionalTests.Transcripts;

/// <summary>What a client of the TypeScript SDK saw of a server; <c>tests/node/transcript.mjs</c>.</summary>
internal static class NodeTranscript
{
    /// <param name="sdk"><c>v1</c> (@modelcontextprotocol/sdk) or <c>v2</c> (@modelcontextprotocol/client).</param>
    /// <param name="headers">Sent with each request.</param>
    public static async Task<Transcript> RunAsync(
        string sdk, string kind, string revision, Uri address, IReadOnlyDictionary<string, string>? headers = null)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["MCP_HEADERS"] = JsonSerializer.Serialize(headers ?? new Dictionary<string, string>(StringComparer.Ordinal)),
        };
        var run = await NodePrograms.RunAsync(
            NodePrograms.Script("transcript.mjs"), [sdk, kind, revision, address.AbsoluteUri], environment);
        return new Transcript(JsonNode.Parse(run.OutputOrThrow())!["steps"]!.AsArray());
    }
}
