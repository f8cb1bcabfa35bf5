using System.Text.Json;
using System.Text.Json.Serialization;
using McpService.Infrastructure.Mcp.Dialogues;
using McpService.Infrastructure.Mcp.Sessions;
using McpService.Infrastructure.Security.ServiceKeys;

namespace McpService.Infrastructure.Mcp.Parked;

/// <summary>Where an upstream waits for answers, and what it asked: all that another process needs to go on. To be stored sealed.</summary>
/// <param name="TenantId">Public id of its tenant.</param>
/// <param name="SessionId">The upstream's: a secret.</param>
/// <param name="Revision">Protocol revision of the session.</param>
/// <param name="Capabilities">What it was opened with: what the client can be asked.</param>
/// <param name="QuotedId">Id of the gateway's request.</param>
/// <param name="LastEventId">Where the call's stream was read to; null where it cannot be resumed.</param>
/// <param name="LastAsideId">The same of the session's own stream.</param>
/// <param name="Asked">Questions so far.</param>
/// <param name="Open">Those that are not answered.</param>
/// <param name="Extensions">What else it was opened with.</param>
internal sealed record CallPlace(
    string TenantId,
    string? SessionId,
    string Revision,
    ClientCapabilities Capabilities,
    byte[] QuotedId,
    string? LastEventId,
    string? LastAsideId,
    int Asked,
    IReadOnlyList<Question> Open,
    string? Extensions = null)
{
    public bool IsResumable => SessionId is not null && LastEventId is not null;

    /// <summary>What another process attaches to the session with.</summary>
    [JsonIgnore]
    public DeclaredCapabilities Declared => new(Capabilities, Extensions);

    public static CallPlace Of(Dialogue dialogue) => new(
        dialogue.At.Target.TenantId,
        dialogue.At.Session.Id,
        dialogue.At.Session.Revision!,
        dialogue.At.Declared.Questions,
        dialogue.QuotedId,
        dialogue.LastEventId,
        dialogue.LastAsideId,
        dialogue.Asked,
        dialogue.Open,
        dialogue.At.Declared.Extensions);

    public string Seal(SealedText texts, Guid call) => texts.Seal(JsonSerializer.SerializeToUtf8Bytes(this), LabelOf(call));

    /// <summary>Null where the key it was sealed with is gone.</summary>
    public static CallPlace? Unseal(SealedText texts, string place, Guid call) =>
        texts.Open(place, LabelOf(call)) is { } plain ? JsonSerializer.Deserialize<CallPlace>(plain) : null;

    // The generated one would print the session id.
    public override string ToString() => nameof(CallPlace);

    private static string LabelOf(Guid call) => $"parked_calls.place|{call:N}";
}
