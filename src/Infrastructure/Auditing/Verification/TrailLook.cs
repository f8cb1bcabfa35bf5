using System.Data.Common;
using System.Globalization;
using McpService.Domain.Auditing;
using McpService.Infrastructure.Auditing.Chain;
using McpService.Infrastructure.Auditing.Rows;
using McpService.Infrastructure.Auditing.Writing;
using McpService.Infrastructure.Persistence.Database;

namespace McpService.Infrastructure.Auditing.Verification;

/// <summary>One look through the trail, within one snapshot.</summary>
internal sealed class TrailLook(DbTransaction snapshot, KeyTable keys, DatabaseProvider database, DateTimeOffset? from)
{
    // Longer than any call is under way before its entry comes into a batch.
    private static readonly TimeSpan Longest = TimeSpan.FromHours(2);

    private readonly VerifiedTrail _trail = new();
    private readonly ChainMac _mac = new();
    private readonly Dictionary<long, VerifiedChain> _chains = [];
    private readonly Dictionary<long, long> _starts = [];
    private readonly List<(TrailHead Head, string NamedBy)> _heads = [];

    /// <param name="kept">Heads that were kept elsewhere.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<VerifiedTrail> RunAsync(IReadOnlyList<TrailHead> kept, CancellationToken cancellationToken)
    {
        _heads.AddRange(kept.Select(h => (h, "a head kept elsewhere")));
        await ReadWritersAsync(cancellationToken);
        if (from is { } time) await ReadStartsAsync(time, cancellationToken);
        await ReadBatchesAsync(cancellationToken);
        CheckHeads();
        await ReadEntriesAsync(cancellationToken);
        foreach (var chain in _chains.Values) await CheckSumsAsync(chain, cancellationToken);

        _trail.Writers = _chains.Count;
        await using var old = Statement("SELECT count(*) FROM audit_entries_before_chain");
        _trail.OldRows = Convert.ToInt64(await old.ExecuteScalarAsync(cancellationToken), CultureInfo.InvariantCulture);
        return _trail;
    }

    private async Task ReadWritersAsync(CancellationToken cancellationToken)
    {
        await using var command = Statement("SELECT id, kept_from, kept_mac, anchor, anchor_key_id FROM audit_writers");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var keyId = reader.GetValue(4) as string;
            var anchor = new ChainAnchor(reader.GetInt64(1), TrailSql.BytesOrNull(reader, 2), TrailSql.BytesOrNull(reader, 3), keyId);
            _chains.Add(reader.GetInt64(0), new VerifiedChain(reader.GetInt64(0), anchor, from is not null));
        }
    }

    /// <summary>A part of a chain begins at its first batch of that time: from there on its own order decides, not the clock.</summary>
    private async Task ReadStartsAsync(DateTimeOffset time, CancellationToken cancellationToken)
    {
        await using var command = Statement("SELECT writer, min(sequence) FROM audit_batches WHERE at >= @from GROUP BY writer", ("@from", BatchSealer.MicrosecondsOf(time)));
        foreach (var (writer, first) in await command.ReadAllAsync(row => (row.GetInt64(0), row.GetInt64(1)), cancellationToken)) _starts[writer] = first;
    }

    private async Task ReadBatchesAsync(CancellationToken cancellationToken)
    {
        await using var command = Statement($"SELECT {TrailSql.BatchColumns} FROM audit_batches ORDER BY writer, sequence");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var (writer, sequence) = (reader.GetInt64(0), reader.GetInt64(1));
            if (from is not null && sequence < _starts.GetValueOrDefault(writer, long.MaxValue)) continue;

            _trail.Batches++;
            if (!_chains.TryGetValue(writer, out var chain))
            {
                _chains[writer] = chain = new VerifiedChain(writer, new ChainAnchor(1, null, null, null), isPart: true);
                _trail.Add(new TrailBreak(writer, sequence, "foreign row", "the batch's writer has no row"));
            }

            var batch = TrailSql.ReadBatch(reader);
            chain.Add(batch, keys, _mac, _trail);
            Collect(batch);
        }
    }

    private void Collect(SealedBatch batch)
    {
        if (batch.Heads is null) return;

        try
        {
            foreach (var head in TrailHeads.Read(batch.Heads)) _heads.Add((head, $"batch {batch.Sequence} of writer {batch.Writer}"));
        }
        catch (InvalidDataException)
        {
            _trail.Add(new TrailBreak(batch.Writer, batch.Sequence, "changed batch", "the heads it takes in cannot be read"));
        }
    }

    /// <summary>What other chains, or the operator, saw of a chain must be there; but for what a failover is known to have lost.</summary>
    private void CheckHeads()
    {
        var lost = _heads.Where(h => h.Head.IsLost).ToDictionary(h => h.Head.Writer, h => h.Head.Sequence);
        foreach (var (writer, sequence) in lost)
        {
            var reached = _chains.TryGetValue(writer, out var chain) ? chain.Last : 0;
            _trail.Lost.Add($"writer {writer} had come to batch {sequence}, and the database has it up to {reached}");
        }

        foreach (var (head, namedBy) in _heads.Where(h => !h.Head.IsLost))
        {
            if (!_chains.TryGetValue(head.Writer, out var chain)) _trail.Add(new TrailBreak(head.Writer, 1, "cut", $"the writer is gone; {namedBy} saw its batch {head.Sequence}"));
            else Check(chain, head, namedBy, lost.ContainsKey(head.Writer));
        }
    }

    private void Check(VerifiedChain chain, TrailHead head, string namedBy, bool isLost)
    {
        if (chain.Has(head.Sequence))
        {
            ref var sum = ref chain.Find(head.Sequence);
            if (!sum.IsVoid && sum.MacStart != BatchSum.StartOf(head.Mac)) _trail.Add(new TrailBreak(chain.Writer, head.Sequence, "changed batch", $"{namedBy} saw another"));
        }
        else if (head.Sequence > chain.Last && !isLost && (from is null || chain.First > 0))
        {
            _trail.Add(new TrailBreak(chain.Writer, chain.Last + 1, "cut", $"the chain ends at {chain.Last}, and {namedBy} saw it at {head.Sequence}"));
        }
    }

    private async Task ReadEntriesAsync(CancellationToken cancellationToken)
    {
        await using var command = Statement(
            $"SELECT {AuditColumns.Names} FROM audit_entries WHERE id >= @first ORDER BY id", ("@first", from is { } time ? TimeOrderedId.First(time - Longest) : Guid.Empty));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var entry = new AuditEntry();
        while (await reader.ReadAsync(cancellationToken))
        {
            AuditColumns.Read(reader, entry);
            Take(entry);
        }
    }

    private void Take(AuditEntry entry)
    {
        if (_chains.TryGetValue(entry.Writer, out var chain) && chain.Has(entry.Sequence))
        {
            _trail.Entries++;
            Remove(chain, entry);
            return;
        }

        // Of a batch before the part that is looked at.
        if (from is not null && (chain is null || chain.First == 0 || entry.Sequence < chain.First)) return;

        _trail.Entries++;
        _trail.Add(new TrailBreak(entry.Writer, entry.Sequence, "foreign row", $"the entry {entry.Id} names a batch that is not there"));
    }

    private void Remove(VerifiedChain chain, AuditEntry entry)
    {
        ref var sum = ref chain.Find(entry.Sequence);
        if (sum.IsVoid) return;

        Span<byte> digest = stackalloc byte[ChainMac.Length];
        digest.Clear();
        _mac.Add(digest, entry, keys[sum.Key]);
        sum.Remove(digest);
    }

    /// <summary>Row by row, where a batch does not fit: the first of a chain.</summary>
    private async Task CheckSumsAsync(VerifiedChain chain, CancellationToken cancellationToken)
    {
        foreach (var sequence in chain.Uneven().ToList())
        {
            await LookUpAsync(chain, sequence, cancellationToken);
            if (chain.Find(sequence).IsEven) continue;

            _trail.Add(await ExplainAsync(chain, sequence, cancellationToken));
            return;
        }
    }

    /// <summary>A call that took longer than any should lies before the entries that were read.</summary>
    private async Task LookUpAsync(VerifiedChain chain, long sequence, CancellationToken cancellationToken)
    {
        if (from is not { } time || chain.Find(sequence).Missing <= 0) return;

        var first = TimeOrderedId.First(time - Longest);
        foreach (var entry in (await EntriesAsync(await IdsAsync(chain.Writer, sequence, cancellationToken), cancellationToken)).Where(e => e.Id < first && e.Writer == chain.Writer && e.Sequence == sequence))
            Remove(chain, entry);
    }

    private async Task<TrailBreak> ExplainAsync(VerifiedChain chain, long sequence, CancellationToken cancellationToken)
    {
        var ids = await IdsAsync(chain.Writer, sequence, cancellationToken);
        var there = (await EntriesAsync(ids, cancellationToken)).Where(e => e.Writer == chain.Writer && e.Sequence == sequence).Select(e => e.Id).ToHashSet();
        if (ids.FirstOrDefault(id => !there.Contains(id)) is var missing && missing != Guid.Empty)
            return new TrailBreak(chain.Writer, sequence, "missing row", $"the entry {missing} is not there, and {ids.Count(id => !there.Contains(id))} of its {ids.Length} in all");
        if (chain.Find(sequence).Missing < 0)
            return new TrailBreak(chain.Writer, sequence, "foreign row", $"the entry {await ForeignAsync(chain.Writer, sequence, ids, cancellationToken)} is none of its {ids.Length}");
        return new TrailBreak(chain.Writer, sequence, "changed row", $"its {ids.Length} entries are not what was written, among them {string.Join(", ", ids.Take(5))}");
    }

    private async Task<Guid[]> IdsAsync(long writer, long sequence, CancellationToken cancellationToken)
    {
        await using var command = Statement("SELECT entry_ids FROM audit_batches WHERE writer = @writer AND sequence = @sequence", ("@writer", writer), ("@sequence", sequence));
        var found = await command.ReadAllAsync(row => TrailSql.BytesOrNull(row, 0) ?? [], cancellationToken);
        return IdList.Read(found.Count > 0 ? found[0] : []);
    }

    private async Task<List<AuditEntry>> EntriesAsync(Guid[] ids, CancellationToken cancellationToken)
    {
        await using var command = Statement($"SELECT {AuditColumns.Names} FROM audit_entries WHERE {database.Sql.IsOneOf("id", "@ids")}", ("@ids", database.Sql.List(ids)));
        return await command.ReadAllAsync(AuditColumns.Read, cancellationToken);
    }

    private async Task<Guid> ForeignAsync(long writer, long sequence, Guid[] ids, CancellationToken cancellationToken)
    {
        await using var command = Statement("SELECT id FROM audit_entries WHERE writer = @writer AND sequence = @sequence", ("@writer", writer), ("@sequence", sequence));
        return (await command.ReadAllAsync(row => row.GetGuid(0), cancellationToken)).Except(ids).FirstOrDefault();
    }

    private DbCommand Statement(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        var command = snapshot.Connection!.Statement(sql, parameters);
        (command.Transaction, command.CommandTimeout) = (snapshot, 0);
        return command;
    }
}
