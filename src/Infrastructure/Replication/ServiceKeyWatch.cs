using McpService.Infrastructure.Persistence.Database;
using McpService.Infrastructure.Security.ServiceKeys;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace McpService.Infrastructure.Replication;

/// <summary>
/// Takes over the service keys that another process adds, retires or wraps anew: when told, when somebody shows an unknown kid, and every
/// second in any case; the table has a handful of rows. Keys wrapped under an encryption key that this process does not have make it
/// unready: it goes on with what it has, and should be given the key.
/// </summary>
internal sealed partial class ServiceKeyWatch(
    ServiceKeyRing keys, ServiceKeyChanges changes, DatabaseGate gate, DatabaseState state, TimeProvider time, ILogger<ServiceKeyWatch> logger)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    // Anybody can make up kids, and must not be able to make the database work.
    private static readonly TimeSpan ShortestInterval = TimeSpan.FromMilliseconds(200);

    private bool _lacksKey;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await state.WaitAsync(stoppingToken);
        while (true)
        {
            await Task.Delay(ShortestInterval, time, stoppingToken);
            await changes.WaitAsync(Interval - ShortestInterval, time, stoppingToken);
            await TryRefreshAsync(stoppingToken);
        }
    }

    private async Task TryRefreshAsync(CancellationToken cancellationToken)
    {
        try
        {
            await gate.RunAsync(
                async ct =>
                {
                    await keys.RefreshAsync(ct);
                    return true;
                },
                cancellationToken);
            if (_lacksKey) state.Ready();
            _lacksKey = false;
        }
        catch (ServiceKeyException failure)
        {
            if (!_lacksKey) LacksKey(failure.Message);
            _lacksKey = true;
            state.NotReady(failure.Message);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            NotRefreshed(failure.GetBaseException().Message);
        }
    }

    [LoggerMessage(2071, LogLevel.Error, "The service is not ready: {Reason}")]
    private partial void LacksKey(string reason);

    [LoggerMessage(2072, LogLevel.Debug, "The service keys could not be looked at: {Reason}")]
    private partial void NotRefreshed(string reason);
}
