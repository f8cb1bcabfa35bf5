using System.Diagnostics.Metrics;
using McpService.Application.Circuits;
using McpService.Infrastructure.Mcp;
using McpService.Infrastructure.Telemetry;

[assembly: GatewayMetric(typeof(OpenCircuits))]

namespace McpService.Infrastructure.Mcp;

/// <summary>Tenants whose calls are not sent now, because their upstream fails them: how many, never whose.</summary>
internal sealed class OpenCircuits : IGatewayMetric
{
    public OpenCircuits(IMeterFactory meters, TenantCircuits circuits) => meters.Create(IGatewayMetric.MeterName).CreateObservableUpDownCounter(
        "mcpservice.circuits.open", () => circuits.Open, "{circuit}", "Tenants whose calls are not sent now, because their upstream fails them.");
}
