using System.Diagnostics.Metrics;
using McpService.Infrastructure.Mcp.Sessions;
using McpService.Infrastructure.Telemetry;

[assembly: GatewayMetric(typeof(SessionDurations))]

namespace McpService.Infrastructure.Mcp.Sessions;

/// <summary>How long sessions last: those with clients, and those at the upstream. A session whose end this process does not see is not counted.</summary>
internal sealed class SessionDurations : IGatewayMetric
{
    private readonly Histogram<double> _server;
    private readonly Histogram<double> _client;

    public SessionDurations(IMeterFactory meters)
    {
        var meter = meters.Create(IGatewayMetric.MeterName);
        _server = meter.CreateHistogram("mcp.server.session.duration", "s", "Life of a client's session.", advice: DurationBuckets.Advice);
        _client = meter.CreateHistogram("mcp.client.session.duration", "s", "Life of a session at the upstream.", advice: DurationBuckets.Advice);
    }

    /// <summary>A session of the gateway's own ended.</summary>
    public void PooledEnded(TimeSpan life) => _client.Record(life.TotalSeconds, Transport);

    /// <summary>A client's session ended, and with it the one at the upstream that it had.</summary>
    public void RelayedEnded(TimeSpan life)
    {
        _server.Record(life.TotalSeconds, Transport);
        _client.Record(life.TotalSeconds, Transport);
    }

    private static KeyValuePair<string, object?> Transport => new("network.transport", OperationLabels.Transport);
}
