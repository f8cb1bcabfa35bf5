using System.Runtime.InteropServices;
using McpService.Application.Health;
using Microsoft.Extensions.Options;

namespace McpService.WebApi.Hosting;

/// <summary>
/// What a signal to end begins. The framework's own way closes the listener at once, while load balancers still send requests here; so on
/// SIGTERM the process first says that it is not ready and serves on for a while. Ctrl+C, and any second signal, ends that while.
/// </summary>
internal sealed partial class ShutdownSignals(
    DrainState drain, ListeningSockets listeners, IHostApplicationLifetime lifetime, IOptions<ServerOptions> server, TimeProvider time, ILogger<ShutdownSignals> logger)
    : IHostLifetime, IDisposable
{
    // For handshakes that have begun to end, and their connections to be accepted.
    private static readonly TimeSpan LastHandshakes = TimeSpan.FromMilliseconds(50);

    // For the first request of a connection that was accepted last. The server closes connections without one as soon as it stops.
    private static readonly TimeSpan LastRequests = TimeSpan.FromSeconds(1.5);

    private readonly List<PosixSignalRegistration> _signals = [];
    private readonly CancellationTokenSource _hurry = new();
    private readonly Lock _lock = new();
    private Task? _ending;

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
        _hurry.Dispose();
    }

    private void OnSignal(PosixSignalContext signal, TimeSpan wait)
    {
        signal.Cancel = true; // the process ends when what it has begun is done
        lock (_lock)
        {
            if (_ending is not null || wait == TimeSpan.Zero) _hurry.Cancel();
            LogDraining(signal.Signal, _hurry.IsCancellationRequested ? 0 : wait.TotalSeconds);
            _ending ??= Task.Run(() => EndAsync(wait));
        }

        drain.Begin();
    }

    private async Task EndAsync(TimeSpan wait)
    {
        try
        {
            await Task.Delay(wait, time, _hurry.Token);
            listeners.TakeNoNew();
            await Task.Delay(LastHandshakes, time, _hurry.Token);
            listeners.Close();
            drain.Close(); // what is in flight has its time from now
            await Task.Delay(LastRequests, time, _hurry.Token);
        }
        catch (OperationCanceledException)
        {
            // Nobody waits any longer.
        }

        lifetime.StopApplication();
    }

    [LoggerMessage(1101, LogLevel.Information, "{Signal}: not ready any more; the listener closes in {Seconds} s.")]
    private partial void LogDraining(PosixSignal signal, double seconds);
}
