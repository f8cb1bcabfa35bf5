using System.Data.Common;
using McpService.Application.Auditing.ListAudit;
using McpService.Infrastructure.Auditing.Rows;
using McpService.Infrastructure.Auditing.Writing;
using McpService.Infrastructure.Persistence.Database;

namespace McpService.Infrastructure.Auditing.Reading;

/// <summary>
/// Reads each writer's batches in their order. An entry's id is that of the act's beginning, so that rows appear behind a reader who goes by
/// ids; no batch appears behind one that is there.
/// </summary>
internal sealed class WrittenReader(DatabaseProvider database, TimeProvider time)
{
    private const int BatchesAtOnce = 200;

    // Ids of writers are times, of clocks that may differ: a writer older than this is no new one.
    private static readonly TimeSpan OldEnough = TimeSpan.FromHours(1);

    public async Task<WrittenRows> ReadAsync(AuditPlace? place, int limit, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var known = place?.Writers.ToDictionary(w => w.Writer) ?? [];
        var floor = place?.Floor ?? 0;
        var (rows, places) = (new List<AuditRecord>(limit), new List<WriterPlace>());
        foreach (var (writer, isClosed) in await WritersAsync(connection, floor, cancellationToken))
        {
            var at = await ReadAsync(connection, known.GetValueOrDefault(writer, new WriterPlace(writer, 0, 0)), rows, limit, cancellationToken);
            places.Add(at.Place);

            // A writer that is closed and read is done with; those before it are told by the floor alone.
            if (isClosed && at.IsAtEnd && places.Count == 1 && writer < Settled())
            {
                floor = writer + 1;
                places.Clear();
            }
        }

        return new WrittenRows(rows, new AuditPlace(floor, places));
    }

    private long Settled() => (time.GetUtcNow() - OldEnough).ToUnixTimeMilliseconds() << 15;

    private static async Task<List<(long Writer, bool IsClosed)>> WritersAsync(DbConnection connection, long floor, CancellationToken cancellationToken)
    {
        await using var command = connection.Statement("SELECT id, closed FROM audit_writers WHERE id >= @floor ORDER BY id", ("@floor", floor));
        return await command.ReadAllAsync(row => (row.GetInt64(0), !row.IsDBNull(1)), cancellationToken);
    }

    private async Task<(WriterPlace Place, bool IsAtEnd)> ReadAsync(
        DbConnection connection, WriterPlace place, List<AuditRecord> rows, int limit, CancellationToken cancellationToken)
    {
        while (rows.Count < limit)
        {
            var batches = await BatchesAsync(connection, place, cancellationToken);
            foreach (var (sequence, ids) in batches)
            {
                // The number of entries read counts within the very next batch that has some.
                var skip = place.Entries;
                var wanted = ids.Skip(skip).Take(limit - rows.Count).ToArray();
                rows.AddRange(await EntriesAsync(connection, wanted, cancellationToken));
                if (skip + wanted.Length < ids.Length) return (place with { Entries = skip + wanted.Length }, false);
                place = new WriterPlace(place.Writer, sequence, 0);
            }

            if (batches.Count < BatchesAtOnce) return (place, true);
        }

        return (place, false);
    }

    private static async Task<List<(long Sequence, Guid[] Ids)>> BatchesAsync(DbConnection connection, WriterPlace place, CancellationToken cancellationToken)
    {
        await using var command = connection.Statement(
            $"SELECT sequence, entry_ids FROM audit_batches WHERE writer = @writer AND sequence > @sequence AND entry_ids IS NOT NULL ORDER BY sequence LIMIT {BatchesAtOnce}",
            ("@writer", place.Writer),
            ("@sequence", place.Sequence));
        return await command.ReadAllAsync(row => (row.GetInt64(0), IdList.Read(TrailSql.BytesOrNull(row, 1))), cancellationToken);
    }

    private async Task<IEnumerable<AuditRecord>> EntriesAsync(DbConnection connection, Guid[] ids, CancellationToken cancellationToken)
    {
        if (ids.Length == 0) return [];

        await using var command = connection.Statement(
            $"SELECT {AuditTable.Chained.Columns}, t.tenant_id FROM audit_entries AS e LEFT JOIN tenants AS t ON t.id = e.tenant_ref WHERE {database.Sql.IsOneOf("e.id", "@ids")}",
            ("@ids", database.Sql.List(ids)));
        var found = (await command.ReadAllAsync(AuditTable.Chained.Read, cancellationToken)).ToDictionary(r => r.Entry.Id);
        return ids.Where(found.ContainsKey).Select(id => found[id]);
    }
}
