using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace McpService.Common.Gateway;

/// <summary>What the gateway answered, read to the end.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Headers">All of them, names as sent, values joined with a comma.</param>
/// <param name="Body">UTF-8, byte for byte.</param>
public sealed record Answer(HttpStatusCode Status, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Body);

    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    /// <summary>The error's code, or null for an answer without.</summary>
    public string? Code => Headers.GetValueOrDefault("Content-Type") == "application/problem+json" ? Json.GetProperty("code").GetString() : null;

    /// <summary>Fields with faults.</summary>
    public IReadOnlyList<string> FaultyFields => Json.TryGetProperty("errors", out var errors) ? [.. errors.EnumerateObject().Select(e => e.Name)] : [];

    /// <summary>The answer to a request with JSON, or nothing, and these headers.</summary>
    public static async Task<Answer> OfAsync(HttpClient client, HttpMethod method, string path, string? json, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (json is not null) request.Content = new StringContent(json, new MediaTypeHeaderValue("application/json"));
        foreach (var (name, value) in headers) request.Headers.Add(name, value);
        using var response = await client.SendAsync(request);
        return await ReadAsync(response);
    }

    public static async Task<Answer> ReadAsync(HttpResponseMessage response) => new(
        response.StatusCode,
        response.Headers.Concat(response.Content.Headers).ToDictionary(h => h.Key, h => string.Join(",", h.Value), StringComparer.OrdinalIgnoreCase),
        await response.Content.ReadAsByteArrayAsync());

    public override string ToString() => $"{(int)Status} {Text}";
}
