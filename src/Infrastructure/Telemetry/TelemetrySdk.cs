using System.Runtime.CompilerServices;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace McpService.Infrastructure.Telemetry;

/// <summary>OpenTelemetry, with services of its own beside the gateway's, loaded and made when somebody reads: a start and a call that nobody watches need none of it (2 MiB).</summary>
public sealed class TelemetrySdk : IDisposable
{
    private readonly Lazy<ServiceProvider> _services;

    /// <param name="gateway">The gateway's services.</param>
    /// <param name="configuration">Where the SDK finds its variables.</param>
    /// <param name="signals">What is sent.</param>
    /// <param name="parts">What is added to it.</param>
    public TelemetrySdk(IServiceProvider gateway, IConfiguration configuration, OtlpSignals signals, IEnumerable<ITelemetryPart> parts) =>
        _services = new Lazy<ServiceProvider>(() => Build(gateway, configuration, signals, parts));

    public IServiceProvider Services => _services.Value;

    /// <summary>Spans are made from now on.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)] // who names a type of OpenTelemetry loads it
    public void BeginTraces() => Services.GetRequiredService<TracerProvider>();

    /// <summary>Metrics are counted from now on.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void BeginMetrics() => Services.GetRequiredService<MeterProvider>();

    /// <summary>Sends what is left.</summary>
    public void Dispose()
    {
        if (_services.IsValueCreated) _services.Value.Dispose();
    }

    private static ServiceProvider Build(IServiceProvider gateway, IConfiguration configuration, OtlpSignals signals, IEnumerable<ITelemetryPart> parts)
    {
        var services = new ServiceCollection();
        services.AddSingleton(configuration);
        SdkServices.Add(services, gateway, signals);
        foreach (var part in parts) part.Add(services);
        return services.BuildServiceProvider();
    }
}
