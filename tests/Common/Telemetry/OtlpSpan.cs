namespace McpService.Common.Telemetry;

/// <summary>A span as a collector receives it.</summary>
/// <param name="TraceId">Hexadecimal.</param>
/// <param name="SpanId">Hexadecimal.</param>
/// <param name="ParentId">Hexadecimal; empty for none.</param>
/// <param name="Name">Name.</param>
/// <param name="Kind">2 is server, 3 client.</param>
/// <param name="Attributes">Values as text.</param>
/// <param name="Links">Spans linked to: trace id, a dash, span id.</param>
/// <param name="IsError">Its status says error.</param>
public sealed record OtlpSpan(
    string TraceId, string SpanId, string ParentId, string Name, int Kind, IReadOnlyDictionary<string, string> Attributes, IReadOnlyList<string> Links, bool IsError)
{
    public const int Server = 2;
    public const int Client = 3;

    /// <summary>The spans of an <c>ExportTraceServiceRequest</c> of a scope.</summary>
    public static IEnumerable<OtlpSpan> Of(ProtobufMessage request) => request.Messages(1).SelectMany(resource => resource.Messages(2)).SelectMany(scope => scope.Messages(2)).Select(span => new OtlpSpan(
        span.Hex(1),
        span.Hex(2),
        span.Hex(4),
        span.Text(5),
        (int)span.Number(6),
        AttributesOf(span.Messages(9)),
        [.. span.Messages(13).Select(link => $"{link.Hex(1)}-{link.Hex(2)}")],
        span.Messages(15).Any(status => status.Number(3) == 2)));

    /// <summary>Key and value of each <c>KeyValue</c>.</summary>
    public static Dictionary<string, string> AttributesOf(IEnumerable<ProtobufMessage> attributes) =>
        attributes.ToDictionary(a => a.Text(1), a => a.Messages(2).Select(v => v.Has(1) ? v.Text(1) : $"{v.Number(3)}").FirstOrDefault() ?? "", StringComparer.Ordinal);
}
