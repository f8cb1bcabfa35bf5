using System.Runtime.InteropServices;
using System.Text.Json;
using McpService.Infrastructure.Mcp.Wire;

namespace McpService.Infrastructure.Mcp.Bridge;

/// <summary>Parameters of a 2026-07-28 request as an older upstream gets them: without what only that revision knows, with a progress token of ours.</summary>
internal static class BridgeParameters
{
    /// <param name="parameters">The client's <c>params</c>; empty for none.</param>
    /// <param name="progressToken">Ours, or empty when the client wants no progress.</param>
    public static PooledBuffer Write(ReadOnlyMemory<byte> parameters, ReadOnlySpan<byte> progressToken)
    {
        var buffer = new PooledBuffer(parameters.Length + 128);
        if (parameters.IsEmpty) return buffer;

        using var source = JsonDocument.Parse(parameters, new JsonDocumentOptions { MaxDepth = JsonRpcMessage.MaxDepth });
        using var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true });
        json.WriteStartObject();
        foreach (var property in source.RootElement.EnumerateObject())
        {
            if (property.NameEquals("_meta"u8) && property.Value.ValueKind == JsonValueKind.Object) WriteMeta(json, property.Value, progressToken);
            else WriteRaw(json, property);
        }

        json.WriteEndObject();
        return buffer;
    }

    private static void WriteMeta(Utf8JsonWriter json, JsonElement meta, ReadOnlySpan<byte> progressToken)
    {
        var kept = meta.EnumerateObject().Where(p => !SessionlessMeta.IsOurs(p.Name) && !p.NameEquals("progressToken"u8)).ToList();
        if (kept.Count == 0 && progressToken.IsEmpty) return;

        json.WriteStartObject("_meta"u8);
        foreach (var property in kept) WriteRaw(json, property);
        if (!progressToken.IsEmpty)
        {
            json.WritePropertyName("progressToken"u8);
            json.WriteRawValue(progressToken, skipInputValidation: true);
        }

        json.WriteEndObject();
    }

    private static void WriteRaw(Utf8JsonWriter json, JsonProperty property)
    {
        json.WritePropertyName(property.Name);
        json.WriteRawValue(JsonMarshal.GetRawUtf8Value(property.Value), skipInputValidation: true);
    }
}
