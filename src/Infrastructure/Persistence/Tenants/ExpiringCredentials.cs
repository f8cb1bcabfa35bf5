using McpService.Application.Health;
using McpService.Domain.Tenants;
using McpService.Infrastructure.Persistence.Database;

namespace McpService.Infrastructure.Persistence.Tenants;

/// <summary>Those that <c>/health</c> counts, by name.</summary>
internal sealed class ExpiringCredentials(DatabaseProvider database, DatabaseGate gate, TimeProvider time) : IExpiringCredentials
{
    public Task<IReadOnlyList<ExpiringCredential>> ReadAsync(int limit, CancellationToken cancellationToken) => gate.RunAsync(ct => QueryAsync(limit, ct), cancellationToken);

    private async Task<IReadOnlyList<ExpiringCredential>> QueryAsync(int limit, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var command = connection.Statement(
            """
            SELECT t.tenant_id, t.name, c.expires_at FROM upstream_credentials AS c JOIN tenants AS t ON t.id = c.tenant_ref
            WHERE c.expires_at <= @soon AND t.status <> 'deleted' ORDER BY c.expires_at LIMIT @limit
            """,
            ("@soon", database.Sql.Time(time.GetUtcNow() + UpstreamCredential.WarnBeforeExpiry)), ("@limit", limit));
        return await command.ReadAllAsync(row => new ExpiringCredential(row.GetString(0), row.GetString(1), database.Sql.ReadTime(row, 2)), cancellationToken);
    }
}
