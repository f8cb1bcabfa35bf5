using System.Buffers;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace McpService.Infrastructure.Telemetry;

/// <summary>The trace that a message belongs to, as <c>params._meta</c> names it: <c>traceparent</c> and <c>tracestate</c> of W3C Trace Context (SEP-414).</summary>
internal static class TraceMeta
{
    private const int MaxDepth = 1000;

    // "Vendors SHOULD propagate at least 512 characters" (Trace Context, 3.3.1.5)
    private const int MaxStateLength = 512;

    /// <summary>The context that <c>params</c> names; null for none, or none that can be read.</summary>
    public static ActivityContext? Read(ReadOnlyMemory<byte> parameters)
    {
        if (parameters.IsEmpty) return null;
        using var document = JsonDocument.Parse(parameters, new JsonDocumentOptions { MaxDepth = MaxDepth });
        return document.RootElement.ValueKind == JsonValueKind.Object
            && document.RootElement.TryGetProperty("_meta"u8, out var meta)
            && meta.ValueKind == JsonValueKind.Object
            && Parent(TextOf(meta, "traceparent"u8), TextOf(meta, "tracestate"u8)) is { } parent
            ? parent
            : null;
    }

    /// <summary>The span that the two texts name; null for none. A state that no header could carry on is left out: it may come from JSON, with line breaks in it.</summary>
    public static ActivityContext? Parent(string? traceParent, string? traceState) =>
        ActivityContext.TryParse(traceParent, IsHeaderValue(traceState) ? traceState : null, isRemote: true, out var context) ? context : null;

    private static bool IsHeaderValue(string? text) => text is { Length: <= MaxStateLength } && !text.AsSpan().ContainsAnyExceptInRange(' ', '~');

    /// <summary><c>params</c> with the span in its <c>_meta</c>, in place of what stood there; all else byte for byte as it was.</summary>
    /// <param name="parameters">A JSON object; empty for none. What is no object stays as it is.</param>
    /// <param name="span">The span that the upstream's go below.</param>
    public static ReadOnlyMemory<byte> Write(ReadOnlyMemory<byte> parameters, Activity span)
    {
        if (parameters.IsEmpty) return Concat("{\"_meta\":"u8, Meta(default, span), "}"u8);
        var (isObject, isEmpty, meta) = Find(parameters.Span);
        if (!isObject) return parameters;
        if (meta is { } found) return Concat(parameters.Span[..found.Start], Meta(parameters[found], span), parameters.Span[found.End..]);

        var start = parameters.Span.IndexOf((byte)'{') + 1;
        return Concat([.. parameters.Span[..start], .. "\"_meta\":"u8], [.. Meta(default, span), .. isEmpty ? ""u8 : ","u8], parameters.Span[start..]);
    }

    private static (bool IsObject, bool IsEmpty, Range? Meta) Find(ReadOnlySpan<byte> parameters)
    {
        var reader = new Utf8JsonReader(parameters, new JsonReaderOptions { MaxDepth = MaxDepth });
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return default;

        Range? meta = null;
        var isEmpty = true;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            isEmpty = false;
            var isMeta = reader.ValueTextEquals("_meta"u8);
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            if (isMeta) meta = start..(int)reader.BytesConsumed;
        }

        return (true, isEmpty, meta);
    }

    private static ReadOnlySpan<byte> Meta(ReadOnlyMemory<byte> meta, Activity span)
    {
        var buffer = new ArrayBufferWriter<byte>(meta.Length + 128);
        using var source = meta.IsEmpty ? null : JsonDocument.Parse(meta, new JsonDocumentOptions { MaxDepth = MaxDepth });
        using var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true });
        json.WriteStartObject();
        json.WriteString("traceparent"u8, span.Id);
        if (!string.IsNullOrEmpty(span.TraceStateString)) json.WriteString("tracestate"u8, span.TraceStateString);
        if (source?.RootElement.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in source.RootElement.EnumerateObject().Where(p => !p.NameEquals("traceparent"u8) && !p.NameEquals("tracestate"u8)))
            {
                json.WritePropertyName(property.Name);
                json.WriteRawValue(JsonMarshal.GetRawUtf8Value(property.Value), skipInputValidation: true);
            }
        }

        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan;
    }

    private static byte[] Concat(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, ReadOnlySpan<byte> third) => [.. first, .. second, .. third];

    private static string? TextOf(JsonElement meta, ReadOnlySpan<byte> key) =>
        meta.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
