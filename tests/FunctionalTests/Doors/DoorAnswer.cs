using System.Text.Json;

namespace McpService.FunctionalTests.Doors;

/// <summary>What came of a request, whatever the door.</summary>
/// <param name="Result">Of a request that was done; else null.</param>
/// <param name="Code">Of one that was refused: a code of problem details, or of JSON-RPC.</param>
/// <param name="Text">The whole answer.</param>
internal sealed record DoorAnswer(JsonElement? Result, string? Code, string Text)
{
    /// <summary>It says that it is the answer to an earlier call.</summary>
    public bool IsReplayed { get; init; }

    /// <summary>The gateway's own code of a refusal, in whichever language; null for a result.</summary>
    public string? Refusal => Result is not null ? null : Code is not "-32603" ? Code : JsonElement.Parse(Text).GetProperty("error").GetProperty("data").GetProperty("code").GetString();

    public static DoorAnswer OfMessage(JsonElement message) => message.TryGetProperty("result", out var result)
        ? new DoorAnswer(result, null, message.GetRawText()) { IsReplayed = result.TryGetProperty("_meta", out var meta) && meta.TryGetProperty("mcpservice/idempotentReplayed", out _) }
        : new DoorAnswer(null, message.GetProperty("error").GetProperty("code").GetRawText(), message.GetRawText());
}
