using System.Diagnostics.Metrics;
using McpService.Application.Limits;
using McpService.Infrastructure.Replication;
using McpService.Infrastructure.Telemetry;

[assembly: GatewayMetric(typeof(DividedTenants))]

namespace McpService.Infrastructure.Replication;

/// <summary>Tenants whose limits this replica shares with others now.</summary>
internal sealed class DividedTenants : IGatewayMetric
{
    public DividedTenants(IMeterFactory meters, TenantShares shares) => meters.Create(IGatewayMetric.MeterName).CreateObservableUpDownCounter(
        "mcpservice.tenants.divided", () => shares.Count, "{tenant}", "Tenants whose limits are divided among this replica and others.");
}
