using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using McpService.Application.Mcp;
using McpService.Infrastructure.Mcp.Wire;

namespace McpService.Infrastructure.Mcp.Reverse;

/// <summary>A session that the gateway plays before an upstream without sessions. All of it that never changes is in the client's ticket.</summary>
/// <param name="Id">Unguessable; names what changes in the database.</param>
/// <param name="Revision">What was agreed with the client.</param>
/// <param name="ClientInfo">As the client gave it: JSON, empty for none.</param>
/// <param name="Capabilities">The client's: a JSON object.</param>
internal sealed record BridgedSession(string Id, string Revision, ReadOnlyMemory<byte> ClientInfo, ReadOnlyMemory<byte> Capabilities)
{
    // No header can carry it, so no upstream's session id begins with it.
    private const char Mark = '\u0001';

    private const int MaxIntroduction = 2000; // a ticket is a header
    private const int MaxText = 100;

    // What revision 2026-07-28 knows.
    private static readonly string[] Known = ["elicitation", "sampling", "roots", "experimental", "extensions"];

    /// <summary>A session of a client that introduces itself.</summary>
    /// <param name="parameters">Of its <c>initialize</c>; empty for none.</param>
    public static BridgedSession Of(ReadOnlyMemory<byte> parameters)
    {
        using var document = JsonDocument.Parse(parameters.IsEmpty ? "{}"u8.ToArray() : parameters, new JsonDocumentOptions { MaxDepth = JsonRpcMessage.MaxDepth });
        var asked = JsonText.Of(document.RootElement, "protocolVersion"u8);
        var info = document.RootElement.Member("clientInfo"u8);
        var capabilities = document.RootElement.Member("capabilities"u8);
        var (name, can) = (info is { ValueKind: JsonValueKind.Object } i ? JsonMarshal.GetRawUtf8Value(i).ToArray() : [], CapabilitiesOf(capabilities, isShort: false));
        if (name.Length + can.Length > MaxIntroduction) (name, can) = (Shortened(info), CapabilitiesOf(capabilities, isShort: true));
        return new BridgedSession(RandomNumberGenerator.GetHexString(32, lowercase: true), McpRevisions.HasSessions(asked) ? asked! : McpRevisions.NewestWithSessions, name, can);
    }

    /// <summary>The session that a ticket holds; null where it holds an upstream's.</summary>
    public static BridgedSession? Read(string sealedText)
    {
        if (sealedText[0] != Mark) return null;
        var parts = sealedText[1..].Split(Mark);
        return new BridgedSession(parts[0], parts[1], Encoding.UTF8.GetBytes(parts[2]), Encoding.UTF8.GetBytes(parts[3]));
    }

    /// <summary>What goes into a ticket.</summary>
    public string Write() => $"{Mark}{Id}{Mark}{Revision}{Mark}{Encoding.UTF8.GetString(ClientInfo.Span)}{Mark}{Encoding.UTF8.GetString(Capabilities.Span)}";

    /// <summary>The capability that the client would need to answer a question; null where it has it.</summary>
    /// <param name="method">Of the question.</param>
    /// <param name="mode">Of an elicitation, or null.</param>
    public string? Lacks(string method, string? mode)
    {
        using var document = JsonDocument.Parse(Capabilities, new JsonDocumentOptions { MaxDepth = JsonRpcMessage.MaxDepth });
        return method switch
        {
            "elicitation/create" => document.RootElement.Member("elicitation"u8) is { ValueKind: JsonValueKind.Object } elicitation && CanElicit(elicitation, mode) ? null : "elicitation",
            "sampling/createMessage" => document.RootElement.Member("sampling"u8) is { ValueKind: JsonValueKind.Object } ? null : "sampling",
            "roots/list" => document.RootElement.Member("roots"u8) is { ValueKind: JsonValueKind.Object } ? null : "roots",
            _ => method,
        };
    }

    // "an empty capabilities object … is equivalent to declaring support for form mode only" (2025-11-25, "Elicitation")
    private static bool CanElicit(JsonElement elicitation, string? mode) =>
        mode == "url" ? elicitation.Member("url"u8) is not null : elicitation.Member("form"u8) is not null || elicitation.Member("url"u8) is null;

    private static byte[] CapabilitiesOf(JsonElement? capabilities, bool isShort)
    {
        using var written = new RawObject(256);
        if (capabilities is { ValueKind: JsonValueKind.Object } all)
        {
            foreach (var capability in all.EnumerateObject())
            {
                if (capability.Value.ValueKind != JsonValueKind.Object || JsonText.NameOf(capability) is not { } name || !Known.Contains(name)) continue;
                if (!isShort) written.Add(capability);
                else if (name is not ("experimental" or "extensions")) written.Add(JsonMarshal.GetRawUtf8PropertyName(capability), "{}"u8);
            }
        }

        return written.End().ToArray();
    }

    private static byte[] Shortened(JsonElement? info)
    {
        if (info is not { } said) return [];
        return JsonSerializer.SerializeToUtf8Bytes(new { name = Cut(JsonText.Of(said, "name"u8)), version = Cut(JsonText.Of(said, "version"u8)) });
    }

    private static string Cut(string? text) => text is null ? "" : text.Length <= MaxText ? text : text[..MaxText];
}
