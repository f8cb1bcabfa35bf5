using McpService.Application.Health;
using McpService.Infrastructure.Persistence.Database;

namespace McpService.Infrastructure.Auditing.Reading;

/// <summary>Replicas are whoever writes the trail: no other table says who is there.</summary>
internal sealed class ReplicaReader(DatabaseProvider database, DatabaseGate gate) : IReplicaReader
{
    public Task<IReadOnlyList<SeenReplica>> ReadAsync(CancellationToken cancellationToken) => gate.RunAsync(QueryAsync, cancellationToken);

    private async Task<IReadOnlyList<SeenReplica>> QueryAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var command = connection.Statement(
            $"SELECT instance, min(started), max(last_seen), {database.Sql.Now} FROM audit_writers WHERE closed IS NULL GROUP BY instance ORDER BY instance");
        return await command.ReadAllAsync(
            row => new SeenReplica(row.GetString(0), TimeOf(row.GetInt64(1)), TimeOf(row.GetInt64(2)), TimeSpan.FromMicroseconds(row.GetInt64(3) - row.GetInt64(2))), cancellationToken);
    }

    private static DateTimeOffset TimeOf(long microseconds) => DateTimeOffset.UnixEpoch + TimeSpan.FromMicroseconds(microseconds);
}
