using McpService.Application.Errors;
using McpService.Infrastructure.Telemetry;
using OpenTelemetry.Metrics;

namespace McpService.WebApi.Telemetry;

/// <summary>The metrics as Prometheus reads them. Counting begins with the first look, unless a setting says that somebody will look.</summary>
internal sealed class MetricsPage(IServiceProvider services, OtlpSignals signals)
{
    private readonly Lazy<RequestDelegate> _page = new(() => Build(services.GetRequiredService<TelemetrySdk>().Services));

    /// <exception cref="NotFoundException">Telemetry is off.</exception>
    public Task WriteAsync(HttpContext context) => signals.IsDisabled
        ? throw new NotFoundException("not_found", "Metrics are off: OTEL_SDK_DISABLED is set.")
        : _page.Value(context);

    private static RequestDelegate Build(IServiceProvider sdk) => new ApplicationBuilder(sdk)
        .UseOpenTelemetryPrometheusScrapingEndpoint(sdk.GetRequiredService<MeterProvider>(), predicate: _ => true, path: null, configureBranchedPipeline: null, optionsName: null)
        .Build();
}
