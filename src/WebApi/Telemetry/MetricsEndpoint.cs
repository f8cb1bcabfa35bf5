using McpService.WebApi.Callers;
using McpService.WebApi.Errors;

namespace McpService.WebApi.Telemetry;

/// <summary><c>GET /metrics</c>: what the gateway counts, for Prometheus. No use case: it answers while the database is away, and has readers of its own.</summary>
internal static class MetricsEndpoint
{
    public const string Path = "/metrics";

    public static void MapMetrics(this IEndpointRouteBuilder routes) => routes.MapGet(Path, GetAsync).WithMetadata(new OpenToAllAttribute());

    private static async Task GetAsync(HttpContext context)
    {
        var readers = context.RequestServices.GetRequiredService<MetricsReaders>();
        if (await readers.RefusalAsync(context) is { } refusal) await ProblemWriter.WriteAsync(context, refusal);
        else await context.RequestServices.GetRequiredService<MetricsPage>().WriteAsync(context);
    }
}
