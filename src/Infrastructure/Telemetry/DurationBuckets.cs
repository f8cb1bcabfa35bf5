using System.Diagnostics.Metrics;

namespace McpService.Infrastructure.Telemetry;

/// <summary>The buckets that OpenTelemetry's conventions give the durations of MCP, in seconds.</summary>
internal static class DurationBuckets
{
    public static readonly InstrumentAdvice<double> Advice = new()
    {
        HistogramBucketBoundaries = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 120, 300],
    };
}
