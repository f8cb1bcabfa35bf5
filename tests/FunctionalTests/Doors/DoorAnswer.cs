using System.Text.Json;

namespace McpService.FunctionalTests.Doors;

/// <summary>What came of a request, whatever the door.</summary>
/// <param name="Result">Of a request that was done; else null.</param>
/// <param name="Code">Of one that was refused: a code of problem details, or of JSON-RPC.</param>
/// <param name="Text">The whole answer.</param>
internal sealed record DoorAnswer(JsonElement? Result, string? Code, string Text)
{
    public static DoorAnswer OfMessage(JsonElement message) => message.TryGetProperty("result", out var result)
        ? new DoorAnswer(result, null, message.GetRawText())
        : new DoorAnswer(null, message.GetProperty("error").GetProperty("code").GetRawText(), message.GetRawText());
}
