using System.Diagnostics.Metrics;
using McpService.Application.Circuits;
using McpService.Infrastructure.Mcp;
using McpService.Infrastructure.Telemetry;

[assembly: GatewayMetric(typeof(OpenUpstreamCircuit))]

namespace McpService.Infrastructure.Mcp;

/// <summary>Whether nobody's calls are sent now, because nobody reaches the upstream.</summary>
internal sealed class OpenUpstreamCircuit : IGatewayMetric
{
    public OpenUpstreamCircuit(IMeterFactory meters, UpstreamCircuit circuit) => meters.Create(IGatewayMetric.MeterName).CreateObservableUpDownCounter(
        "mcpservice.upstream.outage", () => circuit.IsOpen ? 1 : 0, "{circuit}", "1 while no call is sent, because several tenants could not connect to the upstream.");
}
