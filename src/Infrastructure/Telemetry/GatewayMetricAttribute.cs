using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace McpService.Infrastructure.Telemetry;

/// <summary>Registers a metric; stands above its class. An attribute of the assembly is found without loading every type of it at start.</summary>
/// <param name="metric">An <see cref="IGatewayMetric"/>.</param>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class GatewayMetricAttribute(Type metric) : Attribute
{
    public Type Metric { get; } = metric;

    /// <summary>Registers the metrics of an assembly, each under every kind of metric that it is.</summary>
    internal static void Register(IServiceCollection services, Assembly assembly)
    {
        foreach (var metric in assembly.GetCustomAttributes<GatewayMetricAttribute>().Select(a => a.Metric))
        {
            services.AddSingleton(metric);
            foreach (var kind in metric.GetInterfaces().Where(i => i.IsAssignableTo(typeof(IGatewayMetric))))
                services.AddSingleton(kind, provider => provider.GetRequiredService(metric));
        }
    }
}
