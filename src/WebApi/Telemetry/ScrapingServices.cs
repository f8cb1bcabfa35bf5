using McpService.Infrastructure.Telemetry;

namespace McpService.WebApi.Telemetry;

internal static class ScrapingServices
{
    /// <summary><c>GET /metrics</c>, and what HTTP adds to telemetry.</summary>
    public static IServiceCollection AddScraping(this IServiceCollection services) => services
        .AddScoped<MetricsReaders>()
        .AddSingleton<MetricsPage>()
        .AddSingleton<ITelemetryPart, ScrapingPart>();
}
