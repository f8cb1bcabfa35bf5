using System.Text.Json;
using System.Text.Json.Nodes;
using McpService.Sandbox.Messages;
using McpService.Sandbox.Records;
using McpService.Sandbox.Tools;

namespace McpService.Sandbox.Sessions;

/// <summary>What the MCP server behind the transport answers: tools, and nothing else.</summary>
internal sealed class SandboxServer(SandboxUsers users, TimeProvider time)
{
    /// <summary>Revisions it speaks, its own first; whoever asks for another gets that one.</summary>
    public static IReadOnlyList<string> Revisions { get; } = ["2025-06-18", "2025-03-26", "2024-11-05", "2024-10-07"];

    /// <summary>The answer to a request as JSON; null for a notification or an answer, which get none.</summary>
    public string? Answer(SandboxSession session, ClientMessage message)
    {
        if (message is not { Id: { } id, Method: { } method }) return null;
        var answer = new JsonObject();
        try
        {
            answer["result"] = Run(session, method, message.Parameters);
        }
        catch (RpcException failure)
        {
            answer["error"] = new JsonObject { ["code"] = failure.Code, ["message"] = failure.Message };
        }

        answer["jsonrpc"] = "2.0";
        answer["id"] = JsonValue.Create(id);
        return answer.ToJsonString(SandboxJson.Compact);
    }

    private JsonObject Run(SandboxSession session, string method, JsonElement parameters) => method switch
    {
        "initialize" => Initialize(parameters),
        "ping" => [],
        "tools/list" => new JsonObject { ["tools"] = session.Tools.List() },
        "tools/call" => CallTool(session, parameters),
        _ => throw RpcException.MethodNotFound(),
    };

    private static JsonObject Initialize(JsonElement parameters)
    {
        var asked = parameters.GetProperty("protocolVersion").GetString();
        return new JsonObject
        {
            ["protocolVersion"] = Revisions.Contains(asked) ? asked : Revisions[0],
            ["capabilities"] = new JsonObject { ["tools"] = new JsonObject { ["listChanged"] = true } },
            ["serverInfo"] = new JsonObject { ["name"] = "Integration App MCP Server (sandbox)", ["version"] = "1.3.0" },
        };
    }

    private JsonObject CallTool(SandboxSession session, JsonElement parameters)
    {
        session.Tools.EnsureAny();
        var call = ToolCall.Read(parameters);
        var tool = session.Tools.Get(call.Name);
        var arguments = tool.Input.Read(call.Name, call.Arguments);
        try
        {
            // A token is found to be too old only when the action runs.
            var text = session.Token.HasExpired(time.GetUtcNow())
                ? throw new ToolFailedException("The access token has expired")
                : tool.Run(arguments, users.RecordsOf(session.Token.User));
            return new JsonObject { ["content"] = TextContent(text) };
        }
        catch (ToolFailedException failure)
        {
            return new JsonObject { ["content"] = TextContent(failure.Message), ["isError"] = true };
        }
    }

    private static JsonArray TextContent(string text) => [new JsonObject { ["type"] = "text", ["text"] = text }];
}
