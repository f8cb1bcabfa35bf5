using Microsoft.Net.Http.Headers;

namespace McpService.WebApi.Auditing;

/// <summary>A form in which rows leave as one stream, in constant memory.</summary>
internal abstract class ExportFormat
{
    public const string Ndjson = "application/x-ndjson";
    public const string Csv = "text/csv";

    /// <summary>The form that the client asks for; null for JSON.</summary>
    public static ExportFormat? Of(HttpRequest request) => request.Headers.Accept
        .SelectMany(a => a?.Split(',') ?? [])
        .Select(a => MediaTypeHeaderValue.TryParse(a, out var type) ? type.MediaType.Value?.ToLowerInvariant() : null)
        .Select(type => type switch
        {
            Ndjson => NdjsonFormat.Instance,
            Csv => (ExportFormat)CsvFormat.Instance,
            _ => null,
        })
        .FirstOrDefault(f => f is not null);

    public abstract Task WriteAsync<T>(HttpResponse response, IAsyncEnumerable<T> rows, CancellationToken cancellationToken);
}
