using System.Diagnostics.Metrics;
using McpService.Application.Health;
using McpService.Infrastructure.Persistence.Start;
using McpService.Infrastructure.Telemetry;

[assembly: GatewayMetric(typeof(DatabaseMetrics))]

namespace McpService.Infrastructure.Persistence.Start;

/// <summary>What the database says, asked every 15 seconds once somebody reads metrics: a scrape never waits for it.</summary>
internal sealed class DatabaseMetrics : IGatewayMetric, IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    private readonly IHealthProbe _probe;
    private readonly CancellationTokenSource _over = new();
    private readonly ITimer _timer;
    private volatile DatabaseHealth? _last;
    private int _disposed;

    public DatabaseMetrics(IMeterFactory meters, IHealthProbe probe, TimeProvider time)
    {
        _probe = probe;
        var meter = meters.Create(IGatewayMetric.MeterName);
        meter.CreateObservableGauge("mcpservice.database.up", () => Measure(h => h.Healthy ? 1 : 0), unit: null, "1 while the database answers, else 0.");
        meter.CreateObservableGauge("mcpservice.database.latency", () => Measure(h => h.LatencyMs / 1000), "s", "Time of one question to the database and its answer.");
        meter.CreateObservableGauge("mcpservice.tenants.active", () => MeasureHealthy(h => h.ActiveTenants), "{tenant}", "Tenants that are active.");
        meter.CreateObservableGauge("mcpservice.credentials.expiring", () => MeasureHealthy(h => h.ExpiringCredentials), "{credential}", "Static upstream tokens that expire within a week, or have.");
        _timer = time.CreateTimer(_ => _ = AskAsync(), null, TimeSpan.Zero, Interval);
    }

    /// <remarks>The container knows it as a metric and as itself, and disposes it as both.</remarks>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        _timer.Dispose();
        _over.Cancel();
        _over.Dispose();
    }

    private async Task AskAsync()
    {
        try
        {
            _last = await _probe.CheckDatabaseAsync(_over.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            // The process ends.
        }
    }

    // Nothing is better than a guess: what was not asked yet, or could not be answered, is not reported.
    private IEnumerable<Measurement<double>> Measure(Func<DatabaseHealth, double> value) => _last is { } health ? [new(value(health))] : [];

    private IEnumerable<Measurement<double>> MeasureHealthy(Func<DatabaseHealth, double> value) => _last is { Healthy: true } health ? [new(value(health))] : [];
}
