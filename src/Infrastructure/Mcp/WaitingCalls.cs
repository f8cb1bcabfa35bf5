using System.Diagnostics.Metrics;
using McpService.Application.Calls;
using McpService.Infrastructure.Mcp;
using McpService.Infrastructure.Telemetry;

[assembly: GatewayMetric(typeof(WaitingCalls))]

namespace McpService.Infrastructure.Mcp;

/// <summary>The process's places for calls: taken, and waited for.</summary>
internal sealed class WaitingCalls : IGatewayMetric
{
    public WaitingCalls(IMeterFactory meters, CallPlaces places) => meters.Create(IGatewayMetric.MeterName).CreateObservableUpDownCounter(
        "mcpservice.calls.places", () => new[] { Of("taken", places.Taken), Of("waiting", places.Waiting) }, "{call}", "Calls that have a place in the process, and that wait for one.");

    private static Measurement<int> Of(string kind, int count) => new(count, new KeyValuePair<string, object?>("kind", kind));
}
