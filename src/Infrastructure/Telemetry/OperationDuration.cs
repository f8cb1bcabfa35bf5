using System.Diagnostics.Metrics;
using McpService.Infrastructure.Telemetry;

[assembly: GatewayMetric(typeof(OperationDuration))]

namespace McpService.Infrastructure.Telemetry;

/// <summary>How long MCP operations take, towards clients and towards the upstream.</summary>
internal sealed class OperationDuration : IOperationMetric
{
    private readonly Histogram<double> _server;
    private readonly Histogram<double> _client;
    private readonly OperationLabels _labels;

    public OperationDuration(IMeterFactory meters, OperationLabels labels)
    {
        var meter = meters.Create(IGatewayMetric.MeterName);
        _labels = labels;
        _server = meter.CreateHistogram("mcp.server.operation.duration", "s", "Time from a client's request to the end of its answer.", advice: DurationBuckets.Advice);
        _client = meter.CreateHistogram("mcp.client.operation.duration", "s", "Time from a request to the upstream to the end of its answer.", advice: DurationBuckets.Advice);
    }

    public bool IsWatched => _server.Enabled;

    public void Ended(in EndedOperation operation)
    {
        var histogram = operation.Operation.Side == OperationSide.Server ? _server : _client;
        if (histogram.Enabled) histogram.Record(operation.Elapsed.TotalSeconds, _labels.Of(operation));
    }
}
