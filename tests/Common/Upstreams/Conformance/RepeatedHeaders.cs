using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using ModelContextProtocol.Protocol;

namespace McpService.Common.Upstreams.Conformance;

/// <summary>The headers in which a 2026-07-28 client repeats parts of its message.</summary>
internal static class RepeatedHeaders
{
    /// <summary>What is wrong with them, or nothing.</summary>
    /// <param name="schema">The input schema of a tool by its name.</param>
    public static string? Mismatch(IHeaderDictionary headers, JsonRpcMessage message, Func<string, JsonElement?> schema)
    {
        if (message is not JsonRpcRequest request) return null;
        if (headers["MCP-Protocol-Version"].ToString() is not { Length: > 0 }) return "MCP-Protocol-Version is missing";
        if (headers["Mcp-Method"].ToString() != request.Method) return "Mcp-Method is not the method";
        var named = request.Method switch
        {
            RequestMethods.ToolsCall or RequestMethods.PromptsGet => "name",
            RequestMethods.ResourcesRead => "uri",
            _ => null,
        };
        if (named is null) return null;
        var name = request.Params?[named]?.ToString();
        if (Decoded(headers["Mcp-Name"]) != name) return "Mcp-Name is not what is asked for";
        return request.Method is RequestMethods.ToolsCall && schema(name!) is { } known ? Arguments(headers, request, known) : null;
    }

    private static string? Arguments(IHeaderDictionary headers, JsonRpcRequest request, JsonElement schema)
    {
        if (!schema.TryGetProperty("properties", out var properties)) return null;
        foreach (var property in properties.EnumerateObject())
        {
            if (!property.Value.TryGetProperty("x-mcp-header", out var suffix)) continue;
            var argument = (request.Params?["arguments"] as JsonObject)?[property.Name];
            if (Decoded(headers[$"Mcp-Param-{suffix.GetString()}"]) != argument?.ToString()) return $"Mcp-Param-{suffix.GetString()} is not the argument";
        }

        return null;
    }

    private static string? Decoded(string? value) => value is null ? null : McpHeaderEncoder.DecodeValue(value) ?? "(not decodable)";
}
