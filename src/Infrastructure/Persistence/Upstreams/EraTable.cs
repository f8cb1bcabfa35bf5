using System.Security.Cryptography;
using System.Text;
using McpService.Application.Errors;
using McpService.Application.Upstream;
using McpService.Infrastructure.Persistence.Database;

namespace McpService.Infrastructure.Persistence.Upstreams;

/// <summary>The revisions that upstreams speak: a row for each address, which is stored as its digest.</summary>
internal sealed class EraTable(DatabaseProvider database, DatabaseGate gate, TimeProvider time) : IEraStore
{
    private const string Upsert = """
        INSERT INTO upstream_eras (upstream, has_sessions, is_sessionless, declined, at) VALUES (@upstream, @sessions, @sessionless, @declined, @at)
        ON CONFLICT (upstream) DO UPDATE SET has_sessions = excluded.has_sessions, is_sessionless = excluded.is_sessionless, declined = excluded.declined, at = excluded.at
        """;

    public async Task<KnownEras> FindAsync(Uri upstream, CancellationToken cancellationToken)
    {
        try
        {
            return await gate.RunAsync(ct => ReadAsync(KeyOf(upstream), ct), cancellationToken) is [var known] ? known : KnownEras.Nothing;
        }
        catch (UnavailableException)
        {
            return KnownEras.Nothing;
        }
    }

    public async Task SaveAsync(Uri upstream, KnownEras known, CancellationToken cancellationToken)
    {
        try
        {
            await gate.RunAsync(ct => WriteAsync(KeyOf(upstream), known, ct), cancellationToken);
        }
        catch (UnavailableException)
        {
            // It is found out again.
        }
    }

    private async Task<List<KnownEras>> ReadAsync(string key, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var command = connection.Statement("SELECT has_sessions, is_sessionless, declined FROM upstream_eras WHERE upstream = @upstream", ("@upstream", key));
        return await command.ReadAllAsync(row => new KnownEras(row.GetInt32(0) != 0, row.GetInt32(1) != 0, row.IsDBNull(2) ? null : row.GetString(2)), cancellationToken);
    }

    private async Task<int> WriteAsync(string key, KnownEras known, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var command = connection.Statement(
            Upsert,
            ("@upstream", key),
            ("@sessions", known.HasSessions ? 1 : 0),
            ("@sessionless", known.IsSessionless ? 1 : 0),
            ("@declined", known.Declined),
            ("@at", database.Sql.Time(time.GetUtcNow())));
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static string KeyOf(Uri upstream) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(upstream.AbsoluteUri)));
}
