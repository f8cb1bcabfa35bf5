using System.Text.Json;
using System.Text.Json.Nodes;

namespace McpService.Sandbox.Tools;

/// <summary>One property of a tool's input: how the schema shows it, and how an argument is read by it.</summary>
internal sealed record ToolField(string Name, ToolFieldKind Kind, string Description, bool Required = false)
{
    public string TypeName => Kind switch
    {
        ToolFieldKind.Text => "string",
        ToolFieldKind.WholeNumber => "integer",
        _ => "array",
    };

    public static ToolField Text(string name, string description, bool required = false) =>
        new(name, ToolFieldKind.Text, description, required);

    public JsonObject Schema()
    {
        var schema = new JsonObject { ["type"] = TypeName, ["description"] = Description };
        if (Kind == ToolFieldKind.TextList) schema["items"] = new JsonObject { ["type"] = "string" };
        return schema;
    }

    /// <summary>The argument as this kind of value; null when it is of another kind.</summary>
    public JsonNode? Read(JsonElement argument) => Kind switch
    {
        ToolFieldKind.Text when argument.ValueKind == JsonValueKind.String => JsonValue.Create(argument.GetString()),
        ToolFieldKind.WholeNumber when argument.ValueKind == JsonValueKind.Number && argument.TryGetInt32(out var number) =>
            JsonValue.Create(number),
        ToolFieldKind.TextList when argument.ValueKind == JsonValueKind.Array
            && argument.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String) =>
            new JsonArray([.. argument.EnumerateArray().Select(item => JsonValue.Create(item.GetString()))]),
        _ => null,
    };
}
