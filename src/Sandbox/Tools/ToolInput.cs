using System.Text.Json;
using System.Text.Json.Nodes;
using McpService.Sandbox.Messages;

namespace McpService.Sandbox.Tools;

/// <summary>
/// What a tool takes: shown as JSON Schema, checked as Zod checks it in the real server. Arguments it does not know are
/// dropped there although the schema says they are not allowed, so they are dropped here.
/// </summary>
internal sealed class ToolInput(params ToolField[] fields)
{
    public JsonObject Schema() => new()
    {
        ["type"] = "object",
        ["properties"] = new JsonObject(fields.Select(field => KeyValuePair.Create(field.Name, (JsonNode?)field.Schema()))),
        ["required"] = new JsonArray([.. fields.Where(field => field.Required).Select(field => JsonValue.Create(field.Name))]),
        ["additionalProperties"] = false,
        ["$schema"] = "http://json-schema.org/draft-07/schema#",
    };

    /// <summary>The arguments the tool knows; throws -32602 with every fault when some do not fit.</summary>
    public JsonObject Read(string tool, JsonElement? arguments)
    {
        var accepted = new JsonObject();
        var issues = new ZodIssues();
        if (arguments is null) issues.Add("object", received: null);
        foreach (var field in fields)
        {
            if (arguments is { } given && given.TryGetProperty(field.Name, out var argument))
            {
                accepted[field.Name] = field.Read(argument);
                if (accepted[field.Name] is null) issues.Add(field.TypeName, argument, field.Name);
            }
            else if (field.Required && arguments is not null) issues.Add(field.TypeName, received: null, field.Name);
        }

        return issues.IsEmpty
            ? accepted
            : throw RpcException.InvalidParams($"Invalid arguments for tool {tool}: {issues}");
    }
}
