using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using McpService.Infrastructure.Mcp.Wire;

namespace McpService.Infrastructure.Mcp.Sessions;

/// <summary>What of a client's capabilities an upstream session is opened with. Sessions are shared by clients that declare the same.</summary>
/// <param name="Questions">What it can be asked.</param>
/// <param name="Extensions">Its <c>extensions</c>, as they stood there; null for none.</param>
internal sealed record DeclaredCapabilities(ClientCapabilities Questions, string? Extensions = null)
{
    /// <summary>Bytes. Longer ones are held for nobody, and count as none; those that are known have some tens.</summary>
    public const int MaxExtensions = 8192;

    public static readonly DeclaredCapabilities None = new(ClientCapabilities.None);

    /// <param name="declared">A <c>ClientCapabilities</c> object of the specification.</param>
    public static DeclaredCapabilities Read(JsonElement declared) => new(ClientCapability.Read(declared), ExtensionsIn(declared));

    /// <param name="declared">The same, as bytes; many clients have nothing to declare.</param>
    public static DeclaredCapabilities Read(ReadOnlySpan<byte> declared)
    {
        if (declared.Length == "{}"u8.Length) return None;
        var reader = new Utf8JsonReader(declared, new JsonReaderOptions { MaxDepth = JsonRpcMessage.MaxDepth });
        using var document = JsonDocument.ParseValue(ref reader);
        return Read(document.RootElement);
    }

    /// <summary>As <c>initialize</c> declares them.</summary>
    public string ToJson()
    {
        var questions = ClientCapability.Write(Questions);
        if (Extensions is null) return questions;
        return $"{questions[..^1]}{(questions.Length > 2 ? "," : "")}\"extensions\":{Extensions}}}";
    }

    private static string? ExtensionsIn(JsonElement declared)
    {
        if (declared.Member("extensions"u8) is not { ValueKind: JsonValueKind.Object } extensions || extensions.GetPropertyCount() == 0) return null;
        var json = JsonMarshal.GetRawUtf8Value(extensions);
        return json.Length <= MaxExtensions ? Encoding.UTF8.GetString(json) : null;
    }
}
