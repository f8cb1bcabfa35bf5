using System.Data.Common;
using System.Globalization;
using McpService.Application.Errors;
using McpService.Application.Idempotency;
using McpService.Infrastructure.Persistence.Database;
using McpService.Infrastructure.Security.Encryption;
using Microsoft.Extensions.Options;

namespace McpService.Infrastructure.Persistence.Idempotency;

/// <summary>Reads what became of calls with a key. A call whose writer is closed, and that has no outcome, is one that nobody saw the end of.</summary>
internal sealed class CallRecords(DatabaseProvider database, DatabaseGate gate, SecretBox box, IOptions<IdempotencyOptions> options, TimeProvider time) : ICallRecords
{
    private const string Select =
        """
        SELECT r.call, r.asked, r.state, r.blob, w.id FROM idempotency_records AS r LEFT JOIN audit_writers AS w ON w.id = r.writer AND w.closed IS NULL
        WHERE r.scope = @scope AND r.digest = @digest AND r.at >= @old
        """;

    private static readonly byte[] NoCall = [];

    public async Task<CallRecord?> FindAsync(CallKey key, CancellationToken cancellationToken)
    {
        var digest = IdempotencyTable.DigestOf(key.Value);
        var found = await gate.RunAsync(ct => ReadAsync(key.Scope, digest, ct), cancellationToken);
        return found is [var (asked, state, blob)] ? new CallRecord(state, asked, blob is null ? null : Open(blob, key.Scope, digest)) : null;
    }

    private async Task<List<(byte[] Asked, CallRecordState State, string? Blob)>> ReadAsync(string scope, string digest, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var old = database.Sql.Time(now - IdempotencyTable.Lifetime);
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var command = connection.Statement(Select, ("@scope", scope), ("@digest", digest), ("@old", old));
        var found = await command.ReadAllAsync(Read, cancellationToken);
        if (found.Count == 0) await CheckRoomAsync(connection, scope, old, now, cancellationToken);
        return found;
    }

    private static (byte[] Asked, CallRecordState State, string? Blob) Read(DbDataReader row)
    {
        if (row.IsDBNull(0)) return (NoCall, CallRecordState.Done, null);
        var state = (CallRecordState)row.GetInt32(2);
        if (state == CallRecordState.UnderWay && row.IsDBNull(4)) state = CallRecordState.Unknown;
        return (row.GetFieldValue<byte[]>(1), state, row.IsDBNull(3) ? null : row.GetString(3));
    }

    private byte[] Open(string blob, string scope, string digest)
    {
        try
        {
            return box.Open(blob, scope, digest);
        }
        catch (SecretBoxException)
        {
            throw new UnavailableException("idempotency_record_unavailable", "The result of the call with this Idempotency-Key cannot be opened. It is not made again under this key.");
        }
    }

    // Counted among what is committed: calls that begin at once may pass the bound together.
    private async Task CheckRoomAsync(DbConnection connection, string scope, object old, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var count = connection.Statement("SELECT count(*) FROM idempotency_records WHERE scope = @scope AND at >= @old", ("@scope", scope), ("@old", old));
        if (Convert.ToInt64(await count.ExecuteScalarAsync(cancellationToken), CultureInfo.InvariantCulture) < options.Value.MaxRecords) return;

        await using var oldest = connection.Statement("SELECT min(at) FROM idempotency_records WHERE scope = @scope AND at >= @old", ("@scope", scope), ("@old", old));
        var times = await oldest.ReadAllAsync(row => database.Sql.ReadTime(row, 0), cancellationToken);
        throw new TooManyIdempotencyKeysException(times[0] + IdempotencyTable.Lifetime - now);
    }
}
