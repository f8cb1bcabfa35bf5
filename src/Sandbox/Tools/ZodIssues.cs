using System.Text.Json;
using System.Text.Json.Nodes;
using McpService.Sandbox.Messages;

namespace McpService.Sandbox.Tools;

/// <summary>Faults in a value, listed as the validation library of the real server prints them.</summary>
internal sealed class ZodIssues
{
    private readonly JsonArray _issues = [];

    public bool IsEmpty => _issues.Count == 0;

    /// <summary>A value that is missing (null) or of another kind than expected, at a path of member names.</summary>
    public void Add(string expected, JsonElement? received, params string[] path)
    {
        var found = Kind(received);
        _issues.Add(new JsonObject
        {
            ["code"] = "invalid_type",
            ["expected"] = expected,
            ["received"] = found,
            ["path"] = new JsonArray([.. path.Select(name => JsonValue.Create(name))]),
            ["message"] = received is null ? "Required" : $"Expected {expected}, received {found}",
        });
    }

    public override string ToString() => _issues.ToJsonString(SandboxJson.Indented);

    private static string Kind(JsonElement? value) => value?.ValueKind switch
    {
        null or JsonValueKind.Undefined => "undefined",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        var kind => kind.Value.ToString().ToLowerInvariant(),
    };
}
