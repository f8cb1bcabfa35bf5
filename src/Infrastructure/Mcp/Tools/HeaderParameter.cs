using System.Text.Json;
using McpService.Application.Mcp;
using McpService.Infrastructure.Mcp.Wire;

namespace McpService.Infrastructure.Mcp.Tools;

/// <summary>An argument of a tool that its schema wants repeated in a header (<c>x-mcp-header</c>, revision 2026-07-28).</summary>
/// <param name="Header">The whole header name: <c>Mcp-Param-…</c>.</param>
/// <param name="Path">Names of the properties that lead to the argument.</param>
internal sealed record HeaderParameter(string Header, IReadOnlyList<string> Path)
{
    private const int MaxNesting = 16;

    /// <summary>The header parameters of a tool definition; none for nearly every tool, which is told without parsing it.</summary>
    public static IReadOnlyList<HeaderParameter> ReadAll(ReadOnlySpan<byte> tool)
    {
        if (tool.IndexOf("x-mcp-header"u8) < 0) return [];
        using var definition = JsonDocument.Parse(tool.ToArray(), new JsonDocumentOptions { MaxDepth = JsonRpcMessage.MaxDepth });
        var found = new List<HeaderParameter>();
        if (definition.RootElement.Member("inputSchema"u8) is { } schema) Collect(schema, [], found);
        return found;
    }

    /// <summary>The argument this is about, or null where the call does not have it.</summary>
    public JsonElement? ValueIn(JsonElement arguments)
    {
        var value = arguments;
        foreach (var name in Path)
        {
            if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(name, out value)) return null;
        }

        return value.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined ? null : value;
    }

    private static void Collect(JsonElement schema, List<string> path, List<HeaderParameter> found)
    {
        if (path.Count > MaxNesting || schema.Member("properties"u8) is not { ValueKind: JsonValueKind.Object } properties) return;
        foreach (var property in properties.EnumerateObject())
        {
            if (JsonText.NameOf(property) is not { } argument) continue;
            List<string> here = [.. path, argument];
            if (JsonText.Of(property.Value, "x-mcp-header"u8) is { } name && HeaderNames.IsToken(name)) found.Add(new HeaderParameter($"{McpHeaders.ParameterPrefix}{name}", here));
            Collect(property.Value, here, found);
        }
    }
}
