using System.Diagnostics.Metrics;
using McpService.Infrastructure.Telemetry;

[assembly: GatewayMetric(typeof(BuildInfo))]

namespace McpService.Infrastructure.Telemetry;

/// <summary>Which build runs: always 1, the version is the label.</summary>
internal sealed class BuildInfo : IGatewayMetric
{
    public BuildInfo(IMeterFactory meters) => meters.Create(IGatewayMetric.MeterName).CreateObservableGauge(
        "mcpservice.build.info", () => new Measurement<int>(1, new KeyValuePair<string, object?>("version", Version)), unit: null, "Which build runs; always 1.");

    public static string Version { get; } = typeof(BuildInfo).Assembly.GetName().Version!.ToString(3);
}
