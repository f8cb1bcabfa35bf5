using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace McpService.Common.Upstreams;

/// <summary>A request as the upstream received it.</summary>
public sealed record RecordedRequest
{
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 1000 };

    public required string HttpMethod { get; init; }
    public required string Path { get; init; }

    /// <summary>With its question mark, or empty.</summary>
    public required string Query { get; init; }

    public required IReadOnlyDictionary<string, string> Headers { get; init; }
    public required string Body { get; init; }

    /// <summary>The body as JSON; null when it is not a JSON object.</summary>
    public required JsonElement? Message { get; init; }

    /// <summary>The JSON-RPC method; for a POSTed response <c>(response)</c>; else the HTTP method.</summary>
    public string Method => Text("method") ?? (IsResponse ? "(response)" : HttpMethod);

    /// <summary>The JSON-RPC id as it was written (<c>1</c>, <c>"a"</c>), or null.</summary>
    public string? Id => Member("id")?.GetRawText();

    public JsonElement? Params => Member("params");
    public string? Tool => string.Equals(Method, "tools/call", StringComparison.Ordinal) ? ParamText("name") : null;
    public string? SessionId => Headers.GetValueOrDefault("Mcp-Session-Id");

    /// <summary>The bearer token.</summary>
    public string? Token => Headers.GetValueOrDefault("Authorization") is { } value
        && value.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? value[7..].Trim() : null;

    public bool IsNotification => Text("method") is not null && Id is null;
    public bool IsResponse => Text("method") is null && (Member("result") ?? Member("error")) is not null;

    public string? ParamText(string name) =>
        Params is { ValueKind: JsonValueKind.Object } it && it.TryGetProperty(name, out var value)
        && value.ValueKind is JsonValueKind.String ? value.GetString() : null;

    internal static async Task<RecordedRequest> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(request.Body);
        var body = await reader.ReadToEndAsync(cancellationToken);
        return new RecordedRequest
        {
            HttpMethod = request.Method,
            Path = request.Path,
            Query = request.QueryString.Value ?? "",
            Headers = request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            Body = body,
            Message = Parse(body),
        };
    }

    private static JsonElement? Parse(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body, Deep);
            return document.RootElement.ValueKind is JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private JsonElement? Member(string name) => Message is { } it && it.TryGetProperty(name, out var value) ? value : null;

    private string? Text(string name) => Member(name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;
}
