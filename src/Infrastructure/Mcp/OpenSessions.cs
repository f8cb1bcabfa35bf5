using System.Diagnostics.Metrics;
using McpService.Infrastructure.Mcp;
using McpService.Infrastructure.Mcp.Relay;
using McpService.Infrastructure.Mcp.Sessions;
using McpService.Infrastructure.Telemetry;

[assembly: GatewayMetric(typeof(OpenSessions))]

namespace McpService.Infrastructure.Mcp;

/// <summary>Sessions at the upstream: the gateway's own, which calls share, and those of MCP clients, as far as they passed through this process.</summary>
internal sealed class OpenSessions : IGatewayMetric
{
    public OpenSessions(IMeterFactory meters, UpstreamSessionPool pool, RelaySessions relayed) => meters.Create(IGatewayMetric.MeterName).CreateObservableUpDownCounter(
        "mcpservice.sessions.open", () => Measure(pool, relayed), "{session}", "Sessions open at the upstream: pooled for calls, or relayed for a client each.");

    private static Measurement<int>[] Measure(UpstreamSessionPool pool, RelaySessions relayed) => [Of("pooled", pool.Tenants.Count), Of("relayed", relayed.Count)];

    private static Measurement<int> Of(string kind, int count) => new(count, new KeyValuePair<string, object?>("kind", kind));
}
