using System.Text.Json.Nodes;
using McpService.Sandbox.Messages;

namespace McpService.Sandbox.Tools;

/// <summary>The four things the sandbox's tools do, each to one collection of a user's records.</summary>
internal static class RecordTools
{
    private const string Id = "id";
    private const string Limit = "limit";
    private const string Query = "query";
    private const int MaxFound = 100;

    private static readonly ToolField RecordId = ToolField.Text(Id, "Id of the record", required: true);

    public static SandboxTool Create(string name, string description, string collection, params ToolField[] fields) => new(
        name, description, new ToolInput(fields), (arguments, records) => Write(records.Add(collection, arguments)));

    /// <summary>Finds records by a text anywhere in them and by the exact value of <paramref name="filters"/>.</summary>
    public static SandboxTool Find(string name, string description, string collection, params ToolField[] filters) => new(
        name,
        description,
        new ToolInput(
        [
            .. filters,
            ToolField.Text(Query, "Text to look for in any field"),
            new ToolField(Limit, ToolFieldKind.WholeNumber, $"How many to return, newest first; at most and by default {MaxFound}"),
        ]),
        (arguments, records) =>
        {
            var limit = Math.Clamp((int?)arguments[Limit] ?? MaxFound, 1, MaxFound);
            var found = records.Find(collection, record => Matches(record, arguments), limit);
            return Write(new JsonObject { [collection] = new JsonArray([.. found]) });
        });

    public static SandboxTool Update(string name, string description, string collection, params ToolField[] fields) => new(
        name,
        description,
        new ToolInput([RecordId, .. fields]),
        (arguments, records) =>
        {
            var id = (string)arguments[Id]!;
            return Write(records.Update(collection, id, arguments) ?? throw NotFound(collection, id));
        });

    public static SandboxTool Delete(string name, string description, string collection) => new(
        name,
        description,
        new ToolInput(RecordId),
        (arguments, records) =>
        {
            var id = (string)arguments[Id]!;
            return records.Remove(collection, id)
                ? Write(new JsonObject { [Id] = id, ["deleted"] = true })
                : throw NotFound(collection, id);
        });

    private static bool Matches(JsonObject record, JsonObject arguments) => arguments.All(argument => argument.Key switch
    {
        Limit => true,
        Query => record.Any(field => Contains(field.Value, (string)argument.Value!)),
        _ => string.Equals((string?)record[argument.Key], (string?)argument.Value, StringComparison.OrdinalIgnoreCase),
    });

    private static bool Contains(JsonNode? value, string text) => value switch
    {
        JsonArray items => items.Any(item => Contains(item, text)),
        null => false,
        _ => value.ToString().Contains(text, StringComparison.OrdinalIgnoreCase),
    };

    private static string Write(JsonObject output) => output.ToJsonString(SandboxJson.Compact);

    private static ToolFailedException NotFound(string collection, string id) => new($"No record with id {id} in {collection}");
}
