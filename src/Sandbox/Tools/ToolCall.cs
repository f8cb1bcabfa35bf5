using System.Text.Json;
using McpService.Sandbox.Messages;

namespace McpService.Sandbox.Tools;

/// <summary>The parameters of <c>tools/call</c>.</summary>
internal sealed record ToolCall(string Name, JsonElement? Arguments)
{
    public static ToolCall Read(JsonElement parameters)
    {
        var name = ClientMessage.Member(parameters, "name");
        var arguments = ClientMessage.Member(parameters, "arguments");
        var issues = new ZodIssues();
        if (name is not { ValueKind: JsonValueKind.String }) issues.Add("string", name, "params", "name");
        if (arguments is not (null or { ValueKind: JsonValueKind.Object })) issues.Add("object", arguments, "params", "arguments");
        return issues.IsEmpty
            ? new ToolCall(name!.Value.GetString()!, arguments)
            : throw RpcException.InvalidRequest(issues.ToString());
    }
}
