using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using McpService.Application.Mcp;
using McpService.Infrastructure.Mcp.Wire;

namespace McpService.Infrastructure.Mcp.Bridge;

/// <summary>Answers of an older upstream as a 2026-07-28 client expects them.</summary>
internal static class BridgeResult
{
    /// <summary>The whole response for a result: the client's id, <c>resultType</c>, and how long it may be kept where the revision wants that said.</summary>
    public static byte[] Write(ReadOnlySpan<byte> id, ReadOnlyMemory<byte> result, string method)
    {
        var buffer = new ArrayBufferWriter<byte>(result.Length + 256);
        using var source = JsonDocument.Parse(result, new JsonDocumentOptions { MaxDepth = JsonRpcMessage.MaxDepth });
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true }))
        {
            json.WriteStartObject();
            json.WriteString("jsonrpc"u8, "2.0"u8);
            json.WritePropertyName("id"u8);
            json.WriteRawValue(id, skipInputValidation: true);
            json.WriteStartObject("result"u8);
            WriteMembers(json, source.RootElement, IsCacheable(method));
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>The whole response for an error, and the HTTP status that goes with it.</summary>
    /// <param name="message">The client's request.</param>
    /// <param name="error">The upstream's <c>error</c>.</param>
    /// <param name="code">Its code.</param>
    public static (int Status, byte[] Body) WriteError(McpMessage message, ReadOnlyMemory<byte> error, int code)
    {
        using var source = JsonDocument.Parse(error, new JsonDocumentOptions { MaxDepth = JsonRpcMessage.MaxDepth });
        var text = source.RootElement.TryGetProperty("message", out var said) && said.ValueKind == JsonValueKind.String ? said.GetString()! : "";
        object? data = source.RootElement.TryGetProperty("data", out var given) ? given : null;
        switch (code)
        {
            case JsonRpcCodes.ResourceNotFound: // gone from this revision
                return (200, JsonRpcError.Write(message.Id.Span, JsonRpcCodes.InvalidParams, text, data ?? new { uri = message.Name }));
            case JsonRpcCodes.InvalidParams when message.Method == McpMethods.ResourcesRead:
                return (200, JsonRpcError.Write(message.Id.Span, code, text, data ?? new { uri = message.Name }));
            case JsonRpcCodes.UrlElicitationRequired:
                return (200, JsonRpcError.Write(message.Id.Span, JsonRpcCodes.InternalError, text, new { code = "url_elicitation_required" }));
            default:
                return (StatusOf(code), JsonRpcError.Write(message.Id.Span, code, text, data));
        }
    }

    private static int StatusOf(int code) => code switch
    {
        JsonRpcCodes.MethodNotFound => 404,
        >= JsonRpcCodes.UnsupportedRevision and <= JsonRpcCodes.HeaderMismatch => 400,
        _ => 200,
    };

    private static bool IsCacheable(string method) => method
        is McpMethods.Discover or McpMethods.ToolsList or McpMethods.PromptsList or McpMethods.ResourcesList or McpMethods.ResourceTemplatesList or McpMethods.ResourcesRead;

    private static void WriteMembers(Utf8JsonWriter json, JsonElement result, bool cacheable)
    {
        bool hasType = false, hasTime = false;
        foreach (var member in result.EnumerateObject())
        {
            if (cacheable && member.NameEquals("cacheScope"u8)) continue;
            if (cacheable && member.NameEquals("ttlMs"u8))
            {
                if (member.Value.ValueKind != JsonValueKind.Number || !member.Value.TryGetInt64(out var time) || time < 0) continue;
                hasTime = true;
            }

            hasType |= member.NameEquals("resultType"u8);
            json.WritePropertyName(member.Name);
            json.WriteRawValue(JsonMarshal.GetRawUtf8Value(member.Value), skipInputValidation: true);
        }

        if (!hasType) json.WriteString("resultType"u8, "complete"u8);
        if (!cacheable) return;

        // What is absent or unknown would be read as public, and a tenant's lists are nobody else's.
        if (!hasTime) json.WriteNumber("ttlMs"u8, 0);
        json.WriteString("cacheScope"u8, "private"u8);
    }
}
