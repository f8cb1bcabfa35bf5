using System.Data.Common;
using McpService.Domain.Auditing;
using McpService.Infrastructure.Auditing.Chain;
using McpService.Infrastructure.Auditing.Rows;
using McpService.Infrastructure.Persistence.Database;

namespace McpService.Infrastructure.Auditing.Writing;

/// <summary>The statements of what is not on a call's way.</summary>
internal static class TrailSql
{
    public const string BatchColumns = "writer, sequence, at, open_from, intents, entry_ids, digest, heads, previous_mac, mac, key_id";

    public const string Last = "SELECT sequence, mac FROM audit_batches WHERE writer = @writer ORDER BY sequence DESC LIMIT 1";

    private static readonly string InsertEntry =
        $"INSERT INTO audit_entries ({AuditColumns.Names}) VALUES ({string.Join(", ", AuditColumns.All.Select(c => $"@{c.Name}"))})";

    private static readonly string InsertBatch =
        $"INSERT INTO audit_batches ({BatchColumns}) VALUES ({string.Join(", ", BatchColumns.Split(", ").Select(c => $"@{c}"))})";

    /// <summary>A batch and its entries, within a transaction.</summary>
    /// <returns>False where its writer is closed.</returns>
    public static async Task<bool> WriteAsync(DbTransaction transaction, SealedBatch batch, DatabaseProvider database, CancellationToken cancellationToken)
    {
        // Whoever closes a writer changes its row: either that waits for this commit, or this sees it.
        await using var writer = transaction.Connection!.Statement($"SELECT 1 FROM audit_writers WHERE id = @id AND closed IS NULL{database.Sql.ForShare}", ("@id", batch.Writer));
        writer.Transaction = transaction;
        if (await writer.ExecuteScalarAsync(cancellationToken) is null) return false;

        await using var command = transaction.Connection!.Statement(
            InsertBatch,
            ("@writer", batch.Writer), ("@sequence", batch.Sequence), ("@at", batch.At), ("@open_from", batch.OpenFrom), ("@intents", batch.Intents),
            ("@entry_ids", batch.EntryIds), ("@digest", batch.Digest), ("@heads", batch.Heads), ("@previous_mac", batch.PreviousMac), ("@mac", batch.Mac),
            ("@key_id", batch.KeyId));
        command.Transaction = transaction;
        await command.ExecuteNonQueryAsync(cancellationToken);
        foreach (var entry in batch.Entries) await InsertAsync(transaction, entry, cancellationToken);
        return true;
    }

    public static SealedBatch ReadBatch(DbDataReader reader) => new()
    {
        Writer = reader.GetInt64(0),
        Sequence = reader.GetInt64(1),
        At = reader.GetInt64(2),
        OpenFrom = reader.GetInt64(3),
        Intents = BytesOrNull(reader, 4),
        EntryIds = BytesOrNull(reader, 5),
        Digest = BytesOrNull(reader, 6),
        Heads = BytesOrNull(reader, 7),
        PreviousMac = BytesOrNull(reader, 8),
        Mac = BytesOrNull(reader, 9) ?? [],
        KeyId = reader.GetString(10),
    };

    public static byte[]? BytesOrNull(DbDataReader reader, int ordinal) => reader.IsDBNull(ordinal) ? null : reader.GetFieldValue<byte[]>(ordinal);

    private static async Task InsertAsync(DbTransaction transaction, AuditEntry entry, CancellationToken cancellationToken)
    {
        await using var command = transaction.Connection!.Statement(InsertEntry);
        command.Transaction = transaction;
        foreach (var column in AuditColumns.All)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = ($"@{column.Name}", column.ValueOf(entry) ?? DBNull.Value);
            command.Parameters.Add(parameter);
        }

        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
