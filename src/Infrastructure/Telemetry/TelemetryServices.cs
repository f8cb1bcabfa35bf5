using System.Reflection;
using McpService.Application.Auditing;
using McpService.Application.Health;
using McpService.Application.Telemetry;
using McpService.Infrastructure.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.Metrics;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace McpService.Infrastructure.Telemetry;

/// <summary>Registers what the gateway tells of itself.</summary>
public static class TelemetryServices
{
    private const string DefaultServiceName = "mcpservice";

    // Operations have many labels; beyond this many combinations a metric counts the rest in one, which says so.
    private const int MaxSeries = 10_000;

    // The runtime's own: processor, memory, thread pool; the server's; the database driver's.
    private static readonly string[] Meters = [IGatewayMetric.MeterName, "System.Runtime", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "Npgsql"];

    /// <summary>Telemetry with the metrics of <paramref name="assemblies"/>. What nobody reads is not made.</summary>
    public static IServiceCollection AddTelemetry(this IServiceCollection services, IConfiguration configuration, params IEnumerable<Assembly> assemblies)
    {
        services.AddMetrics().AddSettings<TelemetryOptions>();
        services.AddSingleton<GatewayTelemetry>();
        services.AddSingleton<ICallTelemetry>(provider => provider.GetRequiredService<GatewayTelemetry>());
        services.TryAddSingleton<OperationLabels>();
        services.AddSingleton<IProcessGauges, ProcessGauges>();
        foreach (var assembly in assemblies.Prepend(typeof(TelemetryServices).Assembly)) GatewayMetricAttribute.Register(services, assembly);

        var signals = OtlpSignals.Of(configuration);
        services.AddSingleton(signals);
        if (!signals.IsDisabled) services.AddSdk(signals).AddHostedService<TelemetryStart>();
        return services;
    }

    private static IServiceCollection AddSdk(this IServiceCollection services, OtlpSignals signals)
    {
        var sdk = new Sdk(services);
        sdk.ConfigureResource(resource => resource.AddDetector(provider => new GatewayResource(provider.GetRequiredService<InstanceId>())));
        sdk.WithMetrics(metrics =>
        {
            metrics.AddMeter(Meters).AddInstrumentation(provider => provider.GetServices<IGatewayMetric>().ToList());
            metrics.AddView(instrument => instrument.Name.EndsWith(".operation.duration", StringComparison.Ordinal) ? new MetricStreamConfiguration { CardinalityLimit = MaxSeries } : null);
            if (signals.Metrics) metrics.AddOtlpExporter();
        });

        // WithMetrics adds one for rules that nobody sets here; with it the host would make every metric at start.
        services.RemoveAll<IMetricsListener>();
        if (signals.Traces) sdk.WithTracing(traces => traces.AddSource(GatewayTelemetry.SourceName, "Npgsql").AddOtlpExporter());
        if (signals.Logs) sdk.WithLogging(logs => logs.AddOtlpExporter());
        return services;
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
