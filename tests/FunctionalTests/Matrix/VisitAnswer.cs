using System.Text.Json;

namespace McpService.FunctionalTests.Matrix;

/// <summary>What came back through a door.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Raw">All of it.</param>
internal sealed record VisitAnswer(int Status, string Raw)
{
    /// <summary>The last message of a stream, or the body; undefined where there is no JSON.</summary>
    public JsonElement Json { get; } = Read(Raw);

    /// <summary>The gateway's own code, a JSON-RPC code otherwise; null for a success.</summary>
    public string? Code => Member(Json, "code") ?? Member(Error("data"), "code") ?? Member(Error(), "code");

    /// <summary>Names of the tools that are listed.</summary>
    public IEnumerable<string> Tools
    {
        get
        {
            var list = Json.TryGetProperty("result", out var result) ? result : Json;
            return list.GetProperty("tools").EnumerateArray().Select(tool => tool.GetProperty("name").GetString()!);
        }
    }

    public override string ToString() => $"{Status} {Raw}";

    private JsonElement Error(string? member = null)
    {
        if (Json.ValueKind != JsonValueKind.Object || !Json.TryGetProperty("error", out var error)) return default;
        return member is null ? error : error.TryGetProperty(member, out var found) ? found : default;
    }

    private static string? Member(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) ? value.ToString() : null;

    private static JsonElement Read(string raw)
    {
        var text = raw.StartsWith('{') ? raw : raw.Split('\n').LastOrDefault(l => l.StartsWith("data: {", StringComparison.Ordinal))?[6..];
        if (text is null) return default;
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }
}
