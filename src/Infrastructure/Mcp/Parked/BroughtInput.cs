using System.Runtime.InteropServices;
using System.Text.Json;
using McpService.Application.Mcp;
using McpService.Infrastructure.Mcp.Wire;

namespace McpService.Infrastructure.Mcp.Parked;

/// <summary>What a request brings back of one that was answered with a question: <c>requestState</c> and <c>inputResponses</c>.</summary>
/// <param name="HasState">There is a state, of whatever kind.</param>
/// <param name="State">The state; null for none, or one that is no text.</param>
/// <param name="Answers">The answers that are objects, by their questions' keys; null where there is something else in their place.</param>
internal sealed record BroughtInput(bool HasState, string? State, IReadOnlyDictionary<string, byte[]>? Answers)
{
    private static readonly BroughtInput Nothing = new(false, null, new Dictionary<string, byte[]>());

    /// <summary>A member of <c>params</c> that is between client and gateway, and that no older upstream should see.</summary>
    public static bool IsOwn(JsonProperty member) => RawObject.IsNamed(member, "requestState"u8) || RawObject.IsNamed(member, "inputResponses"u8);

    /// <inheritdoc cref="IsOwn(JsonProperty)"/>
    public static bool IsOwn(ref Utf8JsonReader reader) => JsonText.IsNamed(ref reader, "requestState"u8) || JsonText.IsNamed(ref reader, "inputResponses"u8);

    /// <summary>Nearly no request brings any, and is not looked through for it.</summary>
    public static BroughtInput Of(McpMessage message)
    {
        if (!message.Continues) return Nothing;
        using var document = JsonDocument.Parse(message.Parameters, new JsonDocumentOptions { MaxDepth = JsonRpcMessage.MaxDepth });
        var state = document.RootElement.Member("requestState"u8);
        return state is null ? Nothing : new BroughtInput(true, JsonText.Of(document.RootElement, "requestState"u8), AnswersIn(document.RootElement));
    }

    private static Dictionary<string, byte[]>? AnswersIn(JsonElement parameters)
    {
        var answers = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        if (parameters.Member("inputResponses"u8) is not { } given) return answers;
        if (given.ValueKind != JsonValueKind.Object) return null;
        foreach (var answer in given.EnumerateObject())
        {
            if (answer.Value.ValueKind == JsonValueKind.Object && JsonText.NameOf(answer) is { } name) answers[name] = JsonMarshal.GetRawUtf8Value(answer.Value).ToArray();
        }

        return answers;
    }
}
