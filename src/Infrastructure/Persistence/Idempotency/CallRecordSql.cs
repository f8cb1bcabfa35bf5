using McpService.Application.Idempotency;
using McpService.Infrastructure.Persistence.Database;
using McpService.Infrastructure.Security.Encryption;

namespace McpService.Infrastructure.Persistence.Idempotency;

/// <summary>The statements that a commit of the trail has for calls with a key, with their values.</summary>
internal sealed class CallRecordSql(SqlDialect sql, SecretBox box, TimeProvider time)
{
    /// <summary>One row changed, or returned, where the record is this call's; none where another's is there.</summary>
    public const string Claim =
        """
        INSERT INTO idempotency_records (scope, digest, at, tenant_ref, call, writer, asked, state) VALUES (@scope, @digest, @at, @tenant, @call, @writer, @asked, 0)
        ON CONFLICT (scope, digest) DO UPDATE SET at = excluded.at, tenant_ref = excluded.tenant_ref, call = excluded.call, writer = excluded.writer, asked = excluded.asked,
            state = 0, blob = NULL WHERE idempotency_records.at < @old OR idempotency_records.call = excluded.call
        """;

    private const string Free = "DELETE FROM idempotency_records WHERE scope = @scope AND digest = @digest AND call = @call";

    private const string Conclude = "UPDATE idempotency_records SET state = @state, blob = @blob WHERE scope = @scope AND digest = @digest AND call = @call";

    public static int Order(KeyedCall one, KeyedCall other) =>
        string.CompareOrdinal($"{one.Key.Scope} {one.Key.Value}", $"{other.Key.Scope} {other.Key.Value}");

    public (string Name, object? Value)[] ClaimOf(KeyedCall call, long writer)
    {
        var now = time.GetUtcNow();
        return
        [
            ("@scope", call.Key.Scope), ("@digest", IdempotencyTable.DigestOf(call.Key.Value)), ("@at", sql.Time(now)), ("@tenant", call.Key.TenantRef), ("@call", call.CallId),
            ("@writer", writer), ("@asked", call.Record.Asked.ToArray()), ("@old", sql.Time(now - IdempotencyTable.Lifetime)),
        ];
    }

    /// <summary>How the call ended; a record that is not there any more, since its tenant is not, stays away.</summary>
    public (string Sql, (string Name, object? Value)[] Values) EndOf(KeyedCall call)
    {
        var digest = IdempotencyTable.DigestOf(call.Key.Value);
        if (call.Record.State == CallRecordState.Free) return (Free, [("@scope", call.Key.Scope), ("@digest", digest), ("@call", call.CallId)]);

        var blob = call.Record.Result is { } result ? box.Seal(result, call.Key.Scope, digest) : null;
        return (Conclude, [("@state", (int)call.Record.State), ("@blob", blob), ("@scope", call.Key.Scope), ("@digest", digest), ("@call", call.CallId)]);
    }
}
