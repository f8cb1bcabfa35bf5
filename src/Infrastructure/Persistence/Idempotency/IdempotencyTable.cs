using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using McpService.Application.Errors;
using McpService.Application.Idempotency;
using McpService.Domain;
using McpService.Infrastructure.Persistence.Database;
using McpService.Infrastructure.Security.Encryption;
using Microsoft.Extensions.Options;

namespace McpService.Infrastructure.Persistence.Idempotency;

/// <summary>Answers of changes, sealed, for a day, beside the records of calls. Keys are stored as digests: a client may have put anything into one.</summary>
internal sealed class IdempotencyTable(DatabaseProvider database, DatabaseGate gate, SecretBox box, IOptions<IdempotencyOptions> options, TimeProvider time) : IIdempotencyRecords
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(1);

    public async Task<IdempotencyRecord?> FindAsync(string scope, string key, CancellationToken cancellationToken)
    {
        var digest = DigestOf(key);
        if (await gate.RunAsync(ct => ReadAsync(scope, digest, ct), cancellationToken) is not [var (tenantRef, blob, isCall)]) return null;
        if (isCall) throw new IdempotencyKeyReusedException();
        if (blob is null) throw new ConflictException("result_not_kept", "What this Idempotency-Key was given with was done before, and its tenant is deleted since. Use a new key for something new.");

        try
        {
            return new IdempotencyRecord(scope, key, tenantRef, Encoding.UTF8.GetString(box.Open(blob, scope, digest)));
        }
        catch (SecretBoxException)
        {
            throw new UnavailableException("idempotency_record_unavailable", "What was answered to this Idempotency-Key cannot be opened. Look whether the change was made.");
        }
    }

    /// <summary>Adds a record in the transaction of the change it tells of.</summary>
    /// <exception cref="IdempotencyKeyTakenException">Somebody else's is there. Where theirs is not committed yet, PostgreSQL waits for that.</exception>
    /// <exception cref="TooManyIdempotencyKeysException">The scope has as many as it may.</exception>
    public async Task AddAsync(DbTransaction transaction, IdempotencyRecord record, CancellationToken cancellationToken)
    {
        var (now, digest) = (time.GetUtcNow(), DigestOf(record.Key));
        await using var old = Statement(transaction, "DELETE FROM idempotency_records WHERE at < @old", ("@old", database.Sql.Time(now - Lifetime)));
        await old.ExecuteNonQueryAsync(cancellationToken);
        await CheckRoomAsync(transaction, record.Scope, now, cancellationToken);
        await using var add = Statement(
            transaction,
            "INSERT INTO idempotency_records (scope, digest, at, tenant_ref, blob) VALUES (@scope, @digest, @at, @tenant, @blob) ON CONFLICT DO NOTHING",
            ("@scope", record.Scope),
            ("@digest", digest),
            ("@at", database.Sql.Time(now)),
            ("@tenant", record.TenantRef),
            ("@blob", box.Seal(Encoding.UTF8.GetBytes(record.Content), record.Scope, digest)));
        if (await add.ExecuteNonQueryAsync(cancellationToken) == 0) throw new IdempotencyKeyTakenException();
    }

    /// <summary>What is too old to be found goes.</summary>
    /// <returns>How many went.</returns>
    public async Task<int> DeleteOldAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var command = connection.Statement("DELETE FROM idempotency_records WHERE at < @old", ("@old", database.Sql.Time(time.GetUtcNow() - Lifetime)));
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The tenant is deleted: its answers, which hold its keys, go, and its calls. That the changes were made is remembered as long as it would have been.</summary>
    public static async Task ForgetAsync(DbTransaction transaction, Guid tenantRef, CancellationToken cancellationToken)
    {
        await using var changes = Statement(transaction, "UPDATE idempotency_records SET blob = NULL WHERE tenant_ref = @tenant", ("@tenant", tenantRef));
        await changes.ExecuteNonQueryAsync(cancellationToken);

        // Not emptied: a call that is still under way would fill its record again.
        await using var calls = Statement(transaction, "DELETE FROM idempotency_records WHERE tenant_ref = @tenant AND call IS NOT NULL", ("@tenant", tenantRef));
        await calls.ExecuteNonQueryAsync(cancellationToken);
    }

    // Counted among what is committed: replicas that add at once may pass the bound by one each.
    private async Task CheckRoomAsync(DbTransaction transaction, string scope, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var count = Statement(transaction, "SELECT count(*) FROM idempotency_records WHERE scope = @scope", ("@scope", scope));
        if (Convert.ToInt64(await count.ExecuteScalarAsync(cancellationToken), CultureInfo.InvariantCulture) < options.Value.MaxRecords) return;

        await using var oldest = Statement(transaction, "SELECT min(at) FROM idempotency_records WHERE scope = @scope", ("@scope", scope));
        var times = await oldest.ReadAllAsync(row => database.Sql.ReadTime(row, 0), cancellationToken);
        throw new TooManyIdempotencyKeysException(times[0] + Lifetime - now);
    }

    private async Task<List<(Guid TenantRef, string? Blob, bool IsCall)>> ReadAsync(string scope, string digest, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var command = connection.Statement(
            "SELECT tenant_ref, blob, call FROM idempotency_records WHERE scope = @scope AND digest = @digest AND at >= @old",
            ("@scope", scope),
            ("@digest", digest),
            ("@old", database.Sql.Time(time.GetUtcNow() - Lifetime)));
        return await command.ReadAllAsync(row => (row.GetGuid(0), row.IsDBNull(1) ? null : row.GetString(1), !row.IsDBNull(2)), cancellationToken);
    }

    private static DbCommand Statement(DbTransaction transaction, string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        var command = transaction.Connection!.Statement(sql, parameters);
        command.Transaction = transaction;
        return command;
    }

    public static string DigestOf(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
}
