using McpService.Infrastructure.Telemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace McpService.WebApi.Telemetry;

/// <summary>Metrics for Prometheus, and spans of what is no call: the operator's requests.</summary>
internal sealed class ScrapingPart : ITelemetryPart
{
    // Calls have spans of their own, with the caller's parent from the message itself.
    private static readonly PathString[] Calls = ["/mcp", "/sse", "/messages", "/api/tenant", "/health", "/metrics", "/console", "/sandbox"];

    public void Add(IServiceCollection services) => services
        .ConfigureOpenTelemetryMeterProvider(metrics => metrics.AddPrometheusExporter(prometheus =>
        {
            prometheus.ScrapeResponseCacheDurationMilliseconds = 0;
            prometheus.ScopeInfoEnabled = false;
        }))
        .ConfigureOpenTelemetryTracerProvider(traces => traces.AddAspNetCoreInstrumentation(web => web.Filter = IsNoCall));

    private static bool IsNoCall(HttpContext context) => !Array.Exists(Calls, path => context.Request.Path.StartsWithSegments(path, StringComparison.OrdinalIgnoreCase));
}
