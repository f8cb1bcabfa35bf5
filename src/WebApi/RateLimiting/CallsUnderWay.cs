using System.Diagnostics.Metrics;
using McpService.Infrastructure.Telemetry;
using McpService.WebApi.RateLimiting;

[assembly: GatewayMetric(typeof(CallsUnderWay))]

namespace McpService.WebApi.RateLimiting;

/// <summary>Calls under way, over all tenants.</summary>
internal sealed class CallsUnderWay : IGatewayMetric
{
    public CallsUnderWay(IMeterFactory meters, CallSlots slots) => meters.Create(IGatewayMetric.MeterName).CreateObservableUpDownCounter(
        "mcpservice.calls.active", () => slots.Count, "{call}", "Upstream calls under way.");
}
