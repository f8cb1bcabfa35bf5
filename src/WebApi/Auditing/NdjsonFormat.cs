using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace McpService.WebApi.Auditing;

/// <summary>A JSON object a line.</summary>
internal sealed class NdjsonFormat : ExportFormat
{
    public static readonly NdjsonFormat Instance = new();

    public override async Task WriteAsync<T>(HttpResponse response, IAsyncEnumerable<T> rows, CancellationToken cancellationToken)
    {
        var options = response.HttpContext.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.JsonSerializerOptions;
        response.ContentType = Ndjson;
        await foreach (var row in rows.WithCancellation(cancellationToken))
        {
            await JsonSerializer.SerializeAsync(response.Body, row, options, cancellationToken);
            await response.Body.WriteAsync("\n"u8.ToArray(), cancellationToken);
        }
    }
}
