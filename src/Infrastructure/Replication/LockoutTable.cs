using McpService.Application.Limits;
using McpService.Infrastructure.Persistence.Database;

namespace McpService.Infrastructure.Replication;

/// <summary>The table of networks that came with wrong credentials. Times are the database's: replicas need not agree on theirs.</summary>
internal sealed class LockoutTable(DatabaseProvider database)
{
    private const int PerStatement = 100;

    private static readonly long Overlap = (long)TimeSpan.FromSeconds(3).TotalMicroseconds;

    /// <summary>Adds tries to what all replicas counted, never beyond <paramref name="memory"/>.</summary>
    public async Task<int> AddAsync(IReadOnlyList<NetworkTries> tries, TimeSpan memory, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        foreach (var part in tries.Chunk(PerStatement))
        {
            var (sql, parameters) = ($"{database.Sql.Now}", new List<(string, object?)> { ("@memory", (long)memory.TotalMicroseconds) });
            var rows = part.Select((_, i) => $"(@n{i}, {sql} + @t{i}, {sql})");
            for (var i = 0; i < part.Length; i++)
            {
                parameters.Add(($"@n{i}", part[i].Network));
                parameters.Add(($"@t{i}", (long)(part[i].Each * part[i].Tries).TotalMicroseconds));
            }

            var added = $"{database.Sql.Larger("wrong_credentials.full_at", sql)} + excluded.full_at - excluded.changed";
            await using var command = connection.Statement(
                $"""
                INSERT INTO wrong_credentials (network, full_at, changed) VALUES {string.Join(", ", rows)}
                ON CONFLICT (network) DO UPDATE SET full_at = {database.Sql.Smaller(added, $"{sql} + @memory")}, changed = excluded.changed
                """,
                [.. parameters]);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        return tries.Count;
    }

    /// <summary>What is known of networks that tried lately.</summary>
    /// <param name="since">What this returned the last time; 0 for all.</param>
    /// <param name="max">No more than this, the newest.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<(IReadOnlyList<NetworkRest> Networks, long Until)> ReadAsync(long since, int max, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var command = connection.Statement(
            $"SELECT network, full_at - {database.Sql.Now}, changed FROM wrong_credentials WHERE changed > @since ORDER BY changed DESC LIMIT {max}", ("@since", since - Overlap));
        var rows = await command.ReadAllAsync(row => (Network: new NetworkRest(row.GetString(0), TimeSpan.FromMicroseconds(row.GetInt64(1))), Changed: row.GetInt64(2)), cancellationToken);
        return ([.. rows.Where(r => r.Network.Rest > TimeSpan.Zero).Select(r => r.Network)], rows.Count > 0 ? Math.Max(since, rows[0].Changed) : since);
    }

    /// <summary>Deletes what says nothing any more.</summary>
    public async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var command = connection.Statement($"DELETE FROM wrong_credentials WHERE full_at < {database.Sql.Now}");
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
