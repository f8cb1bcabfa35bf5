using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace McpService.Infrastructure.Telemetry;

/// <summary>
/// Starts counting at start where somebody is known to read; else metrics begin with the first look at <c>GET /metrics</c>, and nothing is paid before.
/// </summary>
internal sealed class TelemetryStart(IServiceProvider services, OtlpSignals signals, IOptions<TelemetryOptions> options) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (signals.Traces) services.GetRequiredService<TracerProvider>();
        if (signals.Metrics || options.Value.MetricsToken is not null || options.Value.MetricsAnonymous) services.GetRequiredService<MeterProvider>();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
