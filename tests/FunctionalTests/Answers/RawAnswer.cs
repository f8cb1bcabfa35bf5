using System.Text.Json;

namespace McpService.FunctionalTests.Answers;

/// <summary>What came back through a door.</summary>
/// <param name="Raw">All of it, as it came.</param>
/// <param name="Json">The answer: a tool result or a problem over REST, else a JSON-RPC response.</param>
internal sealed record RawAnswer(string Raw, JsonElement Json)
{
    /// <summary>The tool's result.</summary>
    public JsonElement? Result => Json.TryGetProperty("content", out _) ? Json : Json.TryGetProperty("result", out var result) ? result : null;

    /// <summary>The gateway's code for the failure, or null.</summary>
    public string? Code => Json.TryGetProperty("code", out var code) ? code.GetString()
        : Json.TryGetProperty("error", out var error) && error.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Object && data.TryGetProperty("code", out code) ? code.ToString()
        : null;

    public static RawAnswer Of(string raw)
    {
        var text = raw.StartsWith('{') ? raw : raw.ReplaceLineEndings("\n").Split('\n').Last(l => l.StartsWith("data: {", StringComparison.Ordinal))[6..];
        using var document = JsonDocument.Parse(text);
        return new RawAnswer(raw, document.RootElement.Clone());
    }

    public override string ToString() => Raw;
}
