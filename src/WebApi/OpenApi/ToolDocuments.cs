using System.Text.Json;

namespace McpService.WebApi.OpenApi;

/// <summary>What the tool route takes.</summary>
internal sealed record ToolRequestDocument
{
    /// <summary><c>listTools</c>, or the name of a tool.</summary>
    public required string Method { get; init; }

    /// <summary>The tool's arguments.</summary>
    public JsonElement? Params { get; init; }
}

/// <summary>The answer to <c>listTools</c>.</summary>
internal sealed record ToolListDocument
{
    /// <summary>Every tool, each as the upstream server defines it.</summary>
    public required IReadOnlyList<JsonElement> Tools { get; init; }
}

/// <summary>The answer to any other method, with further members where the upstream server gave them.</summary>
internal sealed record ToolResultDocument
{
    /// <summary>What the tool has to say: texts, images, links.</summary>
    public required IReadOnlyList<JsonElement> Content { get; init; }

    /// <summary>The tool ran, and failed.</summary>
    public required bool IsError { get; init; }

    /// <summary>The result as data, where the tool gives it.</summary>
    public JsonElement? StructuredContent { get; init; }
}
