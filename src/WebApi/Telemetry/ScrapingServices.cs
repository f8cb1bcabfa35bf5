using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace McpService.WebApi.Telemetry;

internal static class ScrapingServices
{
    // Calls have spans of their own, with the caller's parent from the message itself.
    private static readonly PathString[] Calls = ["/mcp", "/sse", "/messages", "/api/tenant", "/health", "/metrics", "/console", "/sandbox"];

    /// <summary>Metrics for Prometheus, and spans of what is no call: the operator's requests.</summary>
    public static IServiceCollection AddScraping(this IServiceCollection services) => services
        .AddScoped<MetricsReaders>()
        .AddSingleton<MetricsPage>()
        .ConfigureOpenTelemetryMeterProvider(metrics => metrics.AddPrometheusExporter(prometheus =>
        {
            prometheus.ScrapeResponseCacheDurationMilliseconds = 0;
            prometheus.ScopeInfoEnabled = false;
        }))
        .ConfigureOpenTelemetryTracerProvider(traces => traces.AddAspNetCoreInstrumentation(web => web.Filter = IsNoCall));

    private static bool IsNoCall(HttpContext context) => !Array.Exists(Calls, path => context.Request.Path.StartsWithSegments(path, StringComparison.OrdinalIgnoreCase));
}
