using System.ComponentModel;
using McpService.WebApi.Hosting;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpService.Common.Upstreams.Conformance;

/// <summary>Tools with which the suite makes a server do what it otherwise would not.</summary>
#pragma warning disable MCP9005 // Sampling is deprecated, and still a capability.
[McpServerToolType]
internal static class DiagnosticTools
{
    [McpServerTool(Name = "test_missing_capability"), Description("Works only for a client that can sample.")]
    public static string NeedsSampling(RequestContext<CallToolRequestParams> call) =>
        (call.JsonRpcRequest.Context?.ClientCapabilities ?? call.Server.ClientCapabilities)?.Sampling is not null
            ? "sampling was declared"
            : throw new MissingRequiredClientCapabilityException(new ClientCapabilities { Sampling = new() }, "Sampling is required");

    [McpServerTool(Name = "test_streaming_elicitation"), Description("A plain answer: no question of its own on the stream.")]
    public static string StreamsNoQuestion() => "no question";

    [McpServerTool(Name = "test_trigger_tool_change"), Description("Changes the list of tools and back.")]
    public static string ChangesTools(McpServer server)
    {
        var tools = server.ServerOptions.ToolCollection!;
        var passing = McpServerTool.Create(() => "gone", new McpServerToolCreateOptions { Name = "test_passing_tool" });
        if (tools.TryAdd(passing)) tools.Remove(passing);
        return "changed";
    }

    [McpServerTool(Name = "test_trigger_prompt_change"), Description("Changes the list of prompts and back.")]
    public static string ChangesPrompts(McpServer server)
    {
        var prompts = server.ServerOptions.PromptCollection!;
        var passing = McpServerPrompt.Create(() => "gone", new McpServerPromptCreateOptions { Name = "test_passing_prompt" });
        if (prompts.TryAdd(passing)) prompts.Remove(passing);
        return "changed";
    }
}
