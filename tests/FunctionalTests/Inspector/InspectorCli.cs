using System.Text.Json.Nodes;
using McpService.Common.Node;

namespace McpService.FunctionalTests.Inspector;

/// <summary>The MCP Inspector without its browser, <c>@modelcontextprotocol/inspector-cli</c>.</summary>
internal static class InspectorCli
{
    public static Task<JsonNode> ListToolsAsync(Uri address, IReadOnlyDictionary<string, string>? headers = null) =>
        RunAsync(address, headers, "tools/list");

    public static Task<JsonNode> CallToolAsync(
        Uri address, string tool, IReadOnlyDictionary<string, string> arguments, IReadOnlyDictionary<string, string>? headers = null) =>
        RunAsync(
            address, headers, "tools/call",
            ["--tool-name", tool, .. arguments.SelectMany(argument => (string[])["--tool-arg", $"{argument.Key}={argument.Value}"])]);

    /// <param name="address">Of the server.</param>
    /// <param name="headers">Sent with each request.</param>
    /// <param name="method">What is asked.</param>
    /// <param name="more">Its further options.</param>
    public static async Task<JsonNode> RunAsync(
        Uri address, IReadOnlyDictionary<string, string>? headers, string method, IReadOnlyList<string>? more = null)
    {
        var run = await NodePrograms.RunAsync(
            NodePrograms.Package("@modelcontextprotocol", "inspector-cli", "build", "index.js"),
            [
                address.AbsoluteUri, "--transport", "http", "--method", method,
                .. (headers ?? new Dictionary<string, string>(StringComparer.Ordinal))
                    .SelectMany(header => (string[])["--header", $"{header.Key}: {header.Value}"]),
                .. more ?? [],
            ]);
        return JsonNode.Parse(run.OutputOrThrow())!;
    }
}
