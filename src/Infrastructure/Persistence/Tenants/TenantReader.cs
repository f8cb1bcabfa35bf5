using System.Data.Common;
using McpService.Application.Tenants;
using McpService.Application.Upstream;
using McpService.Domain.Tenants;
using McpService.Infrastructure.Persistence.Database;
using McpService.Infrastructure.Persistence.Model;
using McpService.Infrastructure.Text;

namespace McpService.Infrastructure.Persistence.Tenants;

/// <summary>Reads tenants as calls need them: one statement for any number of keys.</summary>
internal sealed class TenantReader(DatabaseProvider database)
{
    private readonly string _byKeys = Query($"SELECT DISTINCT tenant_ref FROM api_keys WHERE {database.Sql.IsOneOf("key_id", "@keyIds")} AND revoked_at IS NULL");

    private readonly string _byTenantId = Query("SELECT id AS tenant_ref FROM tenants WHERE tenant_id = @tenantId");

    private static string Query(string asked) => $"""
        SELECT t.id, t.tenant_id, t.integration_key, t.status, t.tools, t.requests_per_second, t.burst, t.concurrency, t.timeout_seconds,
               c.version, c.kind, c.blob, c.expires_at, c.suspect_since, k.key_id, k.hash, k.hash_key_id, k.expires_at, t.suspensions, t.revision
        FROM ({asked}) AS asked
        JOIN tenants AS t ON t.id = asked.tenant_ref
        LEFT JOIN api_keys AS k ON k.tenant_ref = t.id AND k.revoked_at IS NULL
        LEFT JOIN upstream_credentials AS c ON c.tenant_ref = t.id
        WHERE t.status <> 'deleted'
        """;

    private readonly string _connectionKeys = $"""
        SELECT t.id, c.version, t.integration_key, k.key_id, k.expires_at
        FROM tenants AS t
        JOIN upstream_credentials AS c ON c.tenant_ref = t.id
        LEFT JOIN api_keys AS k ON k.tenant_ref = t.id AND k.revoked_at IS NULL
        WHERE {database.Sql.IsOneOf("t.id", "@ids")} AND t.status = 'active'
        """;

    private readonly string _states = $"""
        SELECT asked.place, t.revision, c.suspect_since
        FROM {database.Sql.Rows("@ids")} AS asked
        JOIN tenants AS t ON t.id = asked.value
        JOIN upstream_credentials AS c ON c.tenant_ref = t.id
        WHERE t.status = 'active'
        """;

    /// <summary>The owners by each of their keys that is not revoked; also by keys that were not asked for.</summary>
    public async Task<Dictionary<string, TenantSnapshot>> ReadAsync(string[] keyIds, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var command = connection.Statement(_byKeys, ("@keyIds", database.Sql.List(keyIds)));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var tenants = new Dictionary<Guid, (TenantSnapshot Tenant, List<ApiKeySnapshot> Keys)>(keyIds.Length);
        var found = new Dictionary<string, TenantSnapshot>(keyIds.Length);
        while (await reader.ReadAsync(cancellationToken))
        {
            var id = reader.GetGuid(0);
            if (!tenants.TryGetValue(id, out var owner)) tenants[id] = owner = ReadTenant(reader, id);
            var key = ReadKey(reader);
            owner.Keys.Add(key);
            found[key.KeyId] = owner.Tenant;
        }

        return found;
    }

    /// <summary>The tenant of a public id, also one without a key that works; null where there is none, or not any more.</summary>
    public async Task<TenantSnapshot?> FindAsync(string tenantId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var command = connection.Statement(_byTenantId, ("@tenantId", tenantId));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        (TenantSnapshot Tenant, List<ApiKeySnapshot> Keys)? found = null;
        while (await reader.ReadAsync(cancellationToken))
        {
            found ??= ReadTenant(reader, reader.GetGuid(0));
            if (!reader.IsDBNull(14)) found.Value.Keys.Add(ReadKey(reader));
        }

        return found?.Tenant;
    }

    /// <summary>What active tenants connect with, and their API keys that are not revoked with the ends of their lives; others are missing.</summary>
    public async Task<Dictionary<Guid, CurrentTenant>> ReadCurrentAsync(Guid[] tenants, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var command = connection.Statement(_connectionKeys, ("@ids", database.Sql.List(tenants)));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var found = new Dictionary<Guid, CurrentTenant>(tenants.Length);
        while (await reader.ReadAsync(cancellationToken))
        {
            if (!found.TryGetValue(reader.GetGuid(0), out var tenant))
                found[reader.GetGuid(0)] = tenant = new CurrentTenant(new ConnectionKey(reader.GetGuid(1), reader.GetString(2)), []);
            if (!reader.IsDBNull(3)) tenant.ApiKeys[reader.GetString(3)] = TimeOrNull(reader, 4);
        }

        return found;
    }

    /// <summary>Where tenants stand, each in its place; null for one that is not active.</summary>
    public async Task<TenantState?[]> ReadStatesAsync(Guid[] tenants, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var command = connection.Statement(_states, ("@ids", database.Sql.List(tenants)));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var states = new TenantState?[tenants.Length];
        while (await reader.ReadAsync(cancellationToken)) states[(int)reader.GetInt64(0)] = new TenantState(reader.GetInt64(1), TimeOrNull(reader, 2));
        return states;
    }

    private (TenantSnapshot Tenant, List<ApiKeySnapshot> Keys) ReadTenant(DbDataReader reader, Guid id)
    {
        var keys = new List<ApiKeySnapshot>(1);
        var limits = new TenantLimits(IntOrNull(reader, 5), IntOrNull(reader, 6), IntOrNull(reader, 7));
        var tenant = new TenantSnapshot(
            id,
            TenantId: reader.GetString(1),
            IntegrationKey: reader.GetString(2),
            Status: EnumText<TenantStatus>.Parse(reader.GetString(3)),
            Tools: ToolPolicyText.Read(reader.GetString(4)),
            Limits: limits == TenantLimits.Default ? TenantLimits.Default : limits,
            Timeout: IntOrNull(reader, 8) is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            Credential: reader.IsDBNull(9) ? null : ReadCredential(reader),
            ApiKeys: keys)
        {
            Suspensions = reader.GetInt32(18),
            Revision = reader.GetInt64(19),
        };
        return (tenant, keys);
    }

    private ApiKeySnapshot ReadKey(DbDataReader reader) => new(reader.GetString(14), reader.GetFieldValue<byte[]>(15), reader.GetString(16), TimeOrNull(reader, 17));

    private SealedCredential ReadCredential(DbDataReader reader) =>
        new(reader.GetGuid(9), EnumText<CredentialKind>.Parse(reader.GetString(10)), reader.GetString(11), TimeOrNull(reader, 12), TimeOrNull(reader, 13));

    private DateTimeOffset? TimeOrNull(DbDataReader reader, int ordinal) => reader.IsDBNull(ordinal) ? null : database.Sql.ReadTime(reader, ordinal);

    private static int? IntOrNull(DbDataReader reader, int ordinal) => reader.IsDBNull(ordinal) ? null : reader.GetInt32(ordinal);
}
