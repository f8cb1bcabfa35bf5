using McpService.Application.Limits;
using McpService.Infrastructure.Persistence.Database;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace McpService.Infrastructure.Replication;

/// <summary>
/// Tells the other replicas every second what tenants ask of this one, and hears what they ask of the others, so that a tenant's limits hold over all of them. One
/// that is alone only says that it is there. While the database is away the last division stands.
/// </summary>
internal sealed partial class DemandExchange(
    DatabaseProvider provider, TenantShares shares, ITenantDemand demand, DatabaseGate gate, DatabaseState state, TimeProvider time, ILogger<DemandExchange> logger)
    : BackgroundService
{
    private const string Exchange = """
        INSERT INTO replica_demand (replica, at, demand) VALUES (@me, clock_timestamp(), @demand)
        ON CONFLICT (replica) DO UPDATE SET at = excluded.at, demand = excluded.demand;
        SELECT demand FROM replica_demand WHERE replica <> @me AND at > clock_timestamp() - interval '5 seconds'
        """;

    private const string Leave = "DELETE FROM replica_demand WHERE replica = @me OR at < clock_timestamp() - interval '1 minute'";

    private readonly Guid _me = Guid.CreateVersion7(time.GetUtcNow());
    private bool _isAlone = true;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (provider is not PostgresProvider) return;

        await state.WaitAsync(stoppingToken);
        shares.Report();

        // At the end its tenants are the others' at once.
        await new EverySecond(time, NotTold).RunAsync(ct => gate.RunAsync(ExchangeAsync, ct), ct => gate.RunAsync(LeaveAsync, ct), stoppingToken);
    }

    private async Task<int> ExchangeAsync(CancellationToken cancellationToken)
    {
        var own = _isAlone ? [] : demand.Take(DemandRecord.MaxTenants);
        await using var connection = await provider.OpenAsync(cancellationToken);
        await using var command = connection.Statement(Exchange, ("@me", _me), ("@demand", DemandRecord.Write(own)));
        var others = await command.ReadAllAsync(row => DemandRecord.Read(row.GetFieldValue<byte[]>(0)), cancellationToken);
        _isAlone = others.Count == 0;
        shares.Divide(own, others);
        return others.Count;
    }

    private async Task<int> LeaveAsync(CancellationToken cancellationToken)
    {
        await using var connection = await provider.OpenAsync(cancellationToken);
        await using var command = connection.Statement(Leave, ("@me", _me));
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    [LoggerMessage(2081, LogLevel.Warning, "What tenants ask is not shared with other replicas for now; their limits stay divided as they are: {Reason}")]
    private partial void NotTold(string reason);
}
