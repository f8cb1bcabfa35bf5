using System.Text.Json.Nodes;

namespace McpService.FunctionalTests.Transcripts;

/// <summary>A tool or a prompt, and what it is given.</summary>
internal sealed record NamedCall(string Name, JsonNode Arguments)
{
    public static NamedCall? From(JsonNode? pair) => pair is null ? null : new NamedCall((string)pair[0]!, pair[1]!);

    /// <summary>As the params of a request; nodes have one parent, so they are made anew each time.</summary>
    public JsonObject ToParams(string? progressToken = null)
    {
        var parameters = new JsonObject { ["name"] = Name, ["arguments"] = Arguments.DeepClone() };
        if (progressToken is not null) parameters["_meta"] = new JsonObject { ["progressToken"] = progressToken };
        return parameters;
    }
}
