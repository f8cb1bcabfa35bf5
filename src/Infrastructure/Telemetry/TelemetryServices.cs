using System.Reflection;
using McpService.Application.Health;
using McpService.Application.Telemetry;
using McpService.Infrastructure.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace McpService.Infrastructure.Telemetry;

/// <summary>Registers what the gateway tells of itself.</summary>
public static class TelemetryServices
{
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
        if (signals.IsDisabled) return services;

        services.AddSingleton<TelemetrySdk>().AddHostedService<TelemetryStart>();
        if (signals.Logs) SdkServices.AddLogs(services);
        return services;
    }
}
