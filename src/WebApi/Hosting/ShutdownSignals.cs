using System.Runtime.InteropServices;
using McpService.Application.Health;
using Microsoft.Extensions.Options;

namespace McpService.WebApi.Hosting;

/// <summary>
/// What a signal to end begins. The framework's own way closes the listener at once, while load balancers still send requests here; so on
/// SIGTERM the process first says that it is not ready and serves on for a while. Ctrl+C, and any second signal, ends that while.
/// </summary>
internal sealed partial class ShutdownSignals(
    DrainState drain, IHostApplicationLifetime lifetime, IOptions<ServerOptions> server, TimeProvider time, ILogger<ShutdownSignals> logger) : IHostLifetime, IDisposable
{
    private readonly List<PosixSignalRegistration> _signals = [];
    private readonly Lock _lock = new();
    private ITimer? _stop;

    public Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        lifetime.ApplicationStopping.Register(drain.Close);
        _signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => OnSignal(signal, TimeSpan.FromSeconds(server.Value.DrainSeconds))));
        _signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => OnSignal(signal, TimeSpan.Zero)));
        _signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGQUIT, signal => OnSignal(signal, TimeSpan.Zero)));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        foreach (var signal in _signals) signal.Dispose();
        _stop?.Dispose();
    }

    private void OnSignal(PosixSignalContext signal, TimeSpan wait)
    {
        signal.Cancel = true; // the process ends when what it has begun is done
        lock (_lock)
        {
            if (_stop is not null) wait = TimeSpan.Zero;
            _stop?.Dispose();
            _stop = time.CreateTimer(_ => lifetime.StopApplication(), null, wait, Timeout.InfiniteTimeSpan);
        }

        LogDraining(signal.Signal, wait.TotalSeconds);
        drain.Begin();
    }

    [LoggerMessage(1101, LogLevel.Information, "{Signal}: not ready any more; the listener closes in {Seconds} s.")]
    private partial void LogDraining(PosixSignal signal, double seconds);
}
