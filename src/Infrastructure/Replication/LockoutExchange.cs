using McpService.Application.Limits;
using McpService.Infrastructure.Persistence.Database;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace McpService.Infrastructure.Replication;

/// <summary>
/// Writes every second who came with wrong credentials, and takes over what other replicas and the process before this one wrote. Beside the requests: a good credential
/// waits for none of it, and however many wrong ones come, the database gets <see cref="MaxNetworks"/> networks a second at most.
/// </summary>
internal sealed partial class LockoutExchange(
    DatabaseProvider provider, LockoutTable table, IWrongCredentials tries, DatabaseGate gate, DatabaseState state, TimeProvider time, ILogger<LockoutExchange> logger)
    : BackgroundService
{
    private const int MaxNetworks = 1_000;
    private const int MaxRead = 10_000;

    private static readonly TimeSpan SweepInterval = TimeSpan.FromMinutes(1);

    // Of a SQLite file nobody else writes: it is read once.
    private readonly bool _hasOthers = provider is PostgresProvider;
    private bool _isRead;
    private long _readUntil;
    private long _sweptAt;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await state.WaitAsync(stoppingToken);
        _sweptAt = time.GetTimestamp();
        await new EverySecond(time, NotShared).RunAsync(TurnAsync, WriteAsync, stoppingToken);
    }

    private async Task TurnAsync(CancellationToken cancellationToken)
    {
        await ExchangeAsync(cancellationToken);
        if (time.GetElapsedTime(_sweptAt) <= SweepInterval) return;
        _sweptAt = time.GetTimestamp();
        await table.SweepAsync(cancellationToken);
    }

    private async Task<int> ExchangeAsync(CancellationToken cancellationToken)
    {
        await WriteAsync(cancellationToken);
        if (_isRead && !_hasOthers) return 0;

        var (networks, until) = await gate.RunAsync(ct => table.ReadAsync(_readUntil, MaxRead, ct), cancellationToken);
        (_isRead, _readUntil) = (true, until);
        tries.Learn(networks);
        return networks.Count;
    }

    private async Task<int> WriteAsync(CancellationToken cancellationToken)
    {
        var taken = tries.Take(MaxNetworks);
        if (taken.Count == 0) return 0;

        try
        {
            return await gate.RunAsync(ct => table.AddAsync(taken, tries.Memory, ct), cancellationToken);
        }
        catch
        {
            tries.PutBack(taken);
            throw;
        }
    }

    [LoggerMessage(2091, LogLevel.Warning, "Who came with wrong credentials is known to this process alone for now: {Reason}")]
    private partial void NotShared(string reason);
}
