using System.Diagnostics.Metrics;
using McpService.Infrastructure.Auditing.Writing;
using McpService.Infrastructure.Telemetry;
using Microsoft.Extensions.DependencyInjection;

[assembly: GatewayMetric(typeof(TrailMetrics))]

namespace McpService.Infrastructure.Auditing.Writing;

/// <summary>How the trail keeps up.</summary>
internal sealed class TrailMetrics : IGatewayMetric
{
    private readonly Histogram<double> _commits;
    private readonly Counter<long> _entries;

    public TrailMetrics(IMeterFactory meters, IServiceProvider services)
    {
        var meter = meters.Create(IGatewayMetric.MeterName);
        meter.CreateObservableGauge("mcpservice.trail.backlog", () => services.GetRequiredService<TrailWriter>().Backlog, "{entry}", "Entries and intents that wait to be written.");
        _commits = meter.CreateHistogram<double>("mcpservice.trail.commit.duration", "s", "Time of one commit of the trail.");
        _entries = meter.CreateCounter<long>("mcpservice.trail.entries", "{entry}", "Entries and intents committed.");
    }

    public void Committed(int rows, TimeSpan duration)
    {
        if (_commits.Enabled) _commits.Record(duration.TotalSeconds);
        if (_entries.Enabled) _entries.Add(rows);
    }
}
