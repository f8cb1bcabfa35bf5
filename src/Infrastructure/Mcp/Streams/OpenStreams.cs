using System.Diagnostics.Metrics;
using McpService.Infrastructure.Mcp.Streams;
using McpService.Infrastructure.Telemetry;

[assembly: GatewayMetric(typeof(OpenStreams))]

namespace McpService.Infrastructure.Mcp.Streams;

/// <summary>Event streams open towards clients.</summary>
internal sealed class OpenStreams : IGatewayMetric
{
    public OpenStreams(IMeterFactory meters, TenantStreams streams) => meters.Create(IGatewayMetric.MeterName).CreateObservableUpDownCounter(
        "mcpservice.streams.open", () => streams.Count, "{stream}", "Event streams open towards clients.");
}
