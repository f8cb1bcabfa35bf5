using McpService.Application.Auditing;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace McpService.Infrastructure.Telemetry;

/// <summary>Registers OpenTelemetry. Whoever calls this loads it.</summary>
internal static class SdkServices
{
    private const string DefaultServiceName = "mcpservice";

    // Operations have many labels; beyond this many combinations a metric counts the rest in one, which says so.
    private const int MaxSeries = 10_000;

    // The runtime's own: processor, memory, thread pool; the server's; the database driver's.
    private static readonly string[] Meters = [IGatewayMetric.MeterName, "System.Runtime", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "Npgsql"];

    /// <summary>Metrics, and spans where they are sent.</summary>
    /// <param name="services">Those of the SDK.</param>
    /// <param name="gateway">Those of the gateway, which has what is measured.</param>
    /// <param name="signals">What is sent.</param>
    public static void Add(IServiceCollection services, IServiceProvider gateway, OtlpSignals signals)
    {
        var sdk = new Sdk(services);
        sdk.ConfigureResource(resource => resource.AddDetector(new GatewayResource(gateway.GetRequiredService<InstanceId>())));
        sdk.WithMetrics(metrics =>
        {
            metrics.AddMeter(Meters).AddInstrumentation(_ => gateway.GetServices<IGatewayMetric>().ToList());
            metrics.AddView(instrument => instrument.Name.EndsWith(".operation.duration", StringComparison.Ordinal) ? new MetricStreamConfiguration { CardinalityLimit = MaxSeries } : null);
            if (signals.Metrics) metrics.AddOtlpExporter();
        });
        if (signals.Traces) sdk.WithTracing(traces => traces.AddSource(GatewayTelemetry.SourceName, "Npgsql").AddOtlpExporter());
    }

    /// <summary>The log, which begins before anything is asked for: with the gateway's own services.</summary>
    public static void AddLogs(IServiceCollection services)
    {
        var sdk = new Sdk(services);
        sdk.ConfigureResource(resource => resource.AddDetector(provider => new GatewayResource(provider.GetRequiredService<InstanceId>())));
        sdk.WithLogging(logs => logs.AddOtlpExporter());
    }

    /// <summary>OpenTelemetry's hosting package would build everything at start; here what is asked for is.</summary>
    private sealed class Sdk(IServiceCollection services) : IOpenTelemetryBuilder
    {
        public IServiceCollection Services => services;
    }

    /// <summary>What each signal says of its origin. <c>OTEL_SERVICE_NAME</c> and <c>OTEL_RESOURCE_ATTRIBUTES</c> win.</summary>
    private sealed class GatewayResource(InstanceId instance) : IResourceDetector
    {
        public Resource Detect() => ResourceBuilder.CreateEmpty().AddService(DefaultServiceName, serviceVersion: BuildInfo.Version, serviceInstanceId: instance.Value).AddEnvironmentVariableDetector().Build();
    }
}
