using System.Data.Common;
using McpService.Domain.Tenants;
using McpService.Infrastructure.Persistence.Database;
using McpService.Infrastructure.Persistence.Model;
using McpService.Infrastructure.Text;

namespace McpService.Infrastructure.Persistence.Tenants;

/// <summary>
/// The rows of a tenant that is stored for the first time. A new tenant is the one change of an aggregate that needs nothing read and compared, and the one that a new gateway
/// begins with: EF Core is not loaded for it. A test holds the rows against those that EF Core writes.
/// </summary>
internal sealed class NewTenant(Tenant tenant, SqlDialect sql)
{
    public async Task InsertAsync(DbTransaction transaction, CancellationToken cancellationToken)
    {
        await RunAsync(transaction, OfTenant, cancellationToken);
        if (tenant.Credential is { } credential) await RunAsync(transaction, connection => OfCredential(connection, credential), cancellationToken);
        foreach (var key in tenant.ApiKeys) await RunAsync(transaction, connection => OfKey(connection, key), cancellationToken);
    }

    private DbCommand OfTenant(DbConnection connection) => connection.Statement(
        """
        INSERT INTO tenants (id, tenant_id, name, integration_key, status, tools, requests_per_second, burst, concurrency, timeout_seconds,
                             suspensions, created_at, updated_at, deleted_at, revision, search_text)
        VALUES (@id, @tenantId, @name, @integrations, @status, @tools, @rate, @burst, @concurrency, @timeout,
                @suspensions, @created, @updated, @deleted, @revision, @search)
        """,
        ("@id", tenant.Id),
        ("@tenantId", tenant.TenantId),
        ("@name", tenant.Name),
        ("@integrations", tenant.IntegrationKey),
        ("@status", EnumText<TenantStatus>.Of(tenant.Status)),
        ("@tools", ToolPolicyText.Write(tenant.Tools)),
        ("@rate", tenant.Limits.RequestsPerSecond),
        ("@burst", tenant.Limits.Burst),
        ("@concurrency", tenant.Limits.Concurrency),
        ("@timeout", tenant.TimeoutSeconds),
        ("@suspensions", tenant.Suspensions),
        ("@created", sql.Time(tenant.CreatedAt)),
        ("@updated", sql.Time(tenant.UpdatedAt)),
        ("@deleted", TimeOrNull(tenant.DeletedAt)),
        ("@revision", tenant.Revision),
        ("@search", TenantSearch.TextOf(tenant)));

    private DbCommand OfCredential(DbConnection connection, UpstreamCredential credential) => connection.Statement(
        """
        INSERT INTO upstream_credentials (version, tenant_ref, kind, blob, fingerprint, expires_at, suspect_since, created_at)
        VALUES (@version, @tenant, @kind, @blob, @fingerprint, @expires, @suspect, @created)
        """,
        ("@version", credential.Version),
        ("@tenant", tenant.Id),
        ("@kind", EnumText<CredentialKind>.Of(credential.Kind)),
        ("@blob", credential.Blob),
        ("@fingerprint", credential.Fingerprint),
        ("@expires", TimeOrNull(credential.ExpiresAt)),
        ("@suspect", TimeOrNull(credential.SuspectSince)),
        ("@created", sql.Time(credential.CreatedAt)));

    private DbCommand OfKey(DbConnection connection, ApiKey key) => connection.Statement(
        """
        INSERT INTO api_keys (id, tenant_ref, key_id, hash, hash_key_id, label, created_at, expires_at, revoked_at, last_used_at)
        VALUES (@id, @tenant, @keyId, @hash, @hashKeyId, @label, @created, @expires, @revoked, @used)
        """,
        ("@id", key.Id),
        ("@tenant", tenant.Id),
        ("@keyId", key.KeyId),
        ("@hash", key.Hash),
        ("@hashKeyId", key.HashKeyId),
        ("@label", key.Label),
        ("@created", sql.Time(key.CreatedAt)),
        ("@expires", TimeOrNull(key.ExpiresAt)),
        ("@revoked", TimeOrNull(key.RevokedAt)),
        ("@used", TimeOrNull(key.LastUsedAt)));

    private object? TimeOrNull(DateTimeOffset? time) => time is { } at ? sql.Time(at) : null;

    private static async Task RunAsync(DbTransaction transaction, Func<DbConnection, DbCommand> statement, CancellationToken cancellationToken)
    {
        await using var command = statement(transaction.Connection!);
        command.Transaction = transaction;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
