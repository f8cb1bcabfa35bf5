using System.Security.Cryptography;
using McpService.Application.Auditing;
using McpService.Infrastructure.Auditing.Chain;
using McpService.Infrastructure.Persistence.Database;

namespace McpService.Infrastructure.Auditing.Writing;

/// <summary>The table of writers: who writes, and who is still there.</summary>
internal sealed class WriterRegister(DatabaseProvider database, InstanceId instance, TimeProvider time) : IWriterRegister
{
    private const string NewestOfAll = """
        SELECT w.id, b.sequence, b.mac FROM audit_writers AS w JOIN audit_batches AS b ON b.writer = w.id AND b.sequence =
            (SELECT max(sequence) FROM audit_batches WHERE writer = w.id)
        WHERE w.id <> @me
        """;

    // Batches of heads alone are nobody's business: two writers would take in each other's for ever.
    private const string NewestThatMoved = """
        SELECT w.id, b.sequence, b.mac FROM audit_writers AS w JOIN audit_batches AS b ON b.writer = w.id AND b.sequence =
            (SELECT max(sequence) FROM audit_batches WHERE writer = w.id AND (entry_ids IS NOT NULL OR intents IS NOT NULL))
        WHERE w.id <> @me AND (w.closed IS NULL OR w.last_seen > @since)
        """;

    private static readonly TimeSpan Recently = TimeSpan.FromMinutes(10);

    public async Task<long> OpenAsync(WriterKind kind, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        while (true)
        {
            var id = (time.GetUtcNow().ToUnixTimeMilliseconds() << 15) | (long)RandomNumberGenerator.GetInt32(1 << 15);
            await using var command = connection.Statement(
                $"INSERT INTO audit_writers (id, kind, instance, started, last_seen) VALUES (@id, @kind, @instance, {database.Sql.Now}, {database.Sql.Now}) ON CONFLICT DO NOTHING",
                ("@id", id), ("@kind", (int)kind), ("@instance", instance.Value));
            if (await command.ExecuteNonQueryAsync(cancellationToken) > 0) return id;
        }
    }

    /// <summary>The writer is still there.</summary>
    public async Task RenewAsync(long writer, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var command = connection.Statement(
            $"UPDATE audit_writers SET last_seen = {database.Sql.Now} WHERE id = @id AND closed IS NULL", ("@id", writer));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task CloseAsync(long writer, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var command = connection.Statement(
            $"UPDATE audit_writers SET closed = {database.Sql.Now}, closed_by = @id WHERE id = @id AND closed IS NULL", ("@id", writer));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public Task<List<TrailHead>> HeadsAsync(long me, CancellationToken cancellationToken) => ReadAsync(NewestOfAll, me, cancellationToken);

    /// <summary>The heads of other chains that may have moved lately.</summary>
    public Task<List<TrailHead>> MovedHeadsAsync(long me, CancellationToken cancellationToken) => ReadAsync(NewestThatMoved, me, cancellationToken);

    private async Task<List<TrailHead>> ReadAsync(string query, long me, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var command = connection.Statement(query, ("@me", me), ("@since", BatchSealer.MicrosecondsOf(time.GetUtcNow() - Recently)));
        return await command.ReadAllAsync(row => new TrailHead(row.GetInt64(0), row.GetInt64(1), row.GetFieldValue<byte[]>(2)), cancellationToken);
    }
}
