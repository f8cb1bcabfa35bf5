namespace McpService.Infrastructure.Telemetry;

/// <summary>
/// A metric of the gateway's own. It makes its instruments in its constructor, on the meter <see cref="MeterName"/>, and stands beside what it
/// measures, registered by <see cref="GatewayMetricAttribute"/> in its own file: a new metric is one file.
/// </summary>
public interface IGatewayMetric
{
    /// <summary>Name of the meter that all of them are on.</summary>
    const string MeterName = "McpService";
}
