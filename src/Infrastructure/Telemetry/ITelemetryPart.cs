using Microsoft.Extensions.DependencyInjection;

namespace McpService.Infrastructure.Telemetry;

/// <summary>What another layer adds to OpenTelemetry, when it is made.</summary>
public interface ITelemetryPart
{
    /// <param name="services">Those of the SDK, not the gateway's.</param>
    void Add(IServiceCollection services);
}
