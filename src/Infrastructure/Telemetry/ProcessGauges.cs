using System.Diagnostics.Metrics;
using McpService.Application.Health;
using Microsoft.Extensions.DependencyInjection;

namespace McpService.Infrastructure.Telemetry;

/// <summary>
/// Looks at what the gateway's own metrics show now. The metrics are made when first asked for, as for a scrape, and between two looks nothing is measured.
/// </summary>
internal sealed class ProcessGauges(IServiceProvider services, IMeterFactory meters) : IProcessGauges
{
    public IReadOnlyList<Gauge> Read()
    {
        _ = services.GetServices<IGatewayMetric>().ToList();

        var found = new List<Gauge>();
        using var listener = new MeterListener { InstrumentPublished = Listen };
        listener.SetMeasurementEventCallback<int>((instrument, value, labels, _) => Add(instrument, value, labels));
        listener.SetMeasurementEventCallback<long>((instrument, value, labels, _) => Add(instrument, value, labels));
        listener.SetMeasurementEventCallback<double>((instrument, value, labels, _) => Add(instrument, value, labels));
        listener.Start();
        listener.RecordObservableInstruments();
        return [.. found.OrderBy(g => g.Name, StringComparer.Ordinal).ThenBy(g => g.Kind, StringComparer.Ordinal)];

        void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> labels) =>
            found.Add(new Gauge(instrument.Name, labels.IsEmpty ? null : labels[0].Value?.ToString(), value, instrument.Description));
    }

    // Another gateway in this process, as tests have it, has meters of the same name and another factory.
    private void Listen(Instrument instrument, MeterListener listener)
    {
        if (instrument.IsObservable && instrument.Meter.Name == IGatewayMetric.MeterName && ReferenceEquals(instrument.Meter.Scope, meters)) listener.EnableMeasurementEvents(instrument);
    }
}
