using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace McpService.Infrastructure.Telemetry;

/// <summary>
/// Starts counting at start where somebody is known to read; else metrics begin with the first look at <c>GET /metrics</c>, and nothing is paid before.
/// </summary>
internal sealed class TelemetryStart(TelemetrySdk sdk, OtlpSignals signals, IOptions<TelemetryOptions> options) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (signals.Traces) sdk.BeginTraces();
        if (signals.Metrics || options.Value.MetricsToken is not null || options.Value.MetricsAnonymous) sdk.BeginMetrics();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
