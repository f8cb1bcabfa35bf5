using System.Text.Json;

namespace McpService.Sandbox.Messages;

/// <summary>A JSON-RPC message from a client: a request has an id and a method, a notification a method, an answer an id.</summary>
internal sealed record ClientMessage(JsonElement? Id, string? Method, JsonElement Parameters)
{
    /// <summary>As the TypeScript SDK sees it: an <c>initialize</c> without its three parameters is just another request.</summary>
    public bool IsInitialize =>
        Method is "initialize" && Id is not null
        && Member(Parameters, "protocolVersion") is { ValueKind: JsonValueKind.String }
        && Member(Parameters, "capabilities") is { ValueKind: JsonValueKind.Object }
        && Member(Parameters, "clientInfo") is { } client
        && Member(client, "name") is { ValueKind: JsonValueKind.String }
        && Member(client, "version") is { ValueKind: JsonValueKind.String };

    /// <summary>The message, or the batch of them; null when anything in it is not JSON-RPC.</summary>
    public static IReadOnlyList<ClientMessage>? ReadAll(JsonElement body)
    {
        ClientMessage?[] read = body.ValueKind == JsonValueKind.Array ? [.. body.EnumerateArray().Select(Read)] : [Read(body)];
        ClientMessage[] messages = [.. read.OfType<ClientMessage>()];
        return messages.Length == read.Length ? messages : null;
    }

    public static JsonElement? Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : null;

    private static ClientMessage? Read(JsonElement message)
    {
        var id = Member(message, "id");
        var method = Member(message, "method");
        var wellFormed = Member(message, "jsonrpc") is { ValueKind: JsonValueKind.String } version
            && version.ValueEquals("2.0")
            && (id is null || IsId(id.Value))
            && (method is { ValueKind: JsonValueKind.String } || IsAnswer(message, id, method));
        return wellFormed ? new ClientMessage(id, method?.GetString(), Member(message, "params") ?? default) : null;
    }

    private static bool IsId(JsonElement id) =>
        id.ValueKind == JsonValueKind.String || (id.ValueKind == JsonValueKind.Number && id.TryGetInt64(out _));

    private static bool IsAnswer(JsonElement message, JsonElement? id, JsonElement? method) =>
        id is not null && method is null
        && (Member(message, "result") ?? Member(message, "error")) is { ValueKind: JsonValueKind.Object };
}
