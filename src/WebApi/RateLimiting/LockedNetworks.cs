using System.Diagnostics.Metrics;
using McpService.Infrastructure.Telemetry;
using McpService.WebApi.RateLimiting;

[assembly: GatewayMetric(typeof(LockedNetworks))]

namespace McpService.WebApi.RateLimiting;

/// <summary>Networks that have shown as many wrong credentials as they may: how many, never whose.</summary>
internal sealed class LockedNetworks : IGatewayMetric
{
    public LockedNetworks(IMeterFactory meters, WrongCredentials wrong) => meters.Create(IGatewayMetric.MeterName).CreateObservableUpDownCounter(
        "mcpservice.networks.locked", () => wrong.Locked, "{network}", "Networks whose wrong credentials are answered with 429 now.");
}
