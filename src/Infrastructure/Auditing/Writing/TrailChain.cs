using McpService.Application.Idempotency;
using McpService.Domain.Auditing;
using McpService.Infrastructure.Auditing.Chain;
using McpService.Infrastructure.Persistence.Database;
using McpService.Infrastructure.Persistence.Idempotency;
using Microsoft.Extensions.Logging;

namespace McpService.Infrastructure.Auditing.Writing;

/// <summary>
/// The chain of this process's calls: makes a batch of what it is given, writes it, and knows which calls each batch leaves open. Where somebody
/// closed its writer it goes on under a new one. For one caller at a time.
/// </summary>
internal sealed partial class TrailChain(
    ITrailStore store, IWriterRegister register, BatchSealer sealer, UsageAdding usage, CommitLimit limit, TrailMetrics metrics, TimeProvider time, ILogger logger)
{
    private readonly OpenIntents _open = new();
    private readonly List<TrailHead> _heads = [];
    private TrailHead? _head;

    /// <summary>The writer as it is now; null before its first commit.</summary>
    public TrailHead? Head => Volatile.Read(ref _head);

    /// <summary>The batch of which it is not known whether it was committed; null for none.</summary>
    public SealedPiece? Unsettled { get; private set; }

    /// <summary>A call that began has no entry yet.</summary>
    public bool HasOpenCalls => _open.From(long.MaxValue) != long.MaxValue;

    /// <summary>Heads of other chains wait for the next batch.</summary>
    public bool HasHeads
    {
        get
        {
            lock (_heads) return _heads.Count > 0;
        }
    }

    /// <summary>Heads of other chains, for the next batch.</summary>
    public void Adopt(IEnumerable<TrailHead> heads)
    {
        lock (_heads) _heads.AddRange(heads);
    }

    /// <summary>One batch. Where the database is away it stays <see cref="Unsettled"/>; where the database refuses it, nothing was written.</summary>
    public async Task WriteAsync(TrailPiece piece)
    {
        while (true)
        {
            var head = _head ?? await OpenAsync();
            var ended = await WithoutConcludedAsync(WithoutParked(piece.Ended), head);
            List<TrailHead> heads;
            lock (_heads) heads = [.. _heads];
            if (piece.Intents.Count + ended.Count + heads.Count == 0 && !piece.Ended.Exists(static r => r is { IsParked: true, Keyed: not null })) return;

            var batch = sealer.Seal(head, _open.From(head.Sequence + 1), piece.Intents.ConvertAll(r => r.Entry), ended.ConvertAll(r => r.Entry), heads);
            var group = piece.Intents.Count > 0 ? new IntentGroup(batch.Writer, batch.Sequence, piece.Intents.Count) : null;
            batch = WithKeyed(batch, piece, ended);
            Unsettled = new SealedPiece(batch, [.. piece.Intents], [.. ended], group, heads.Count);
            if (await WriteUnsettledAsync()) return;
        }
    }

    /// <summary>Writes the unsettled batch, for the first time or again.</summary>
    /// <returns>False where the writer was closed, and the rows have to go into another batch.</returns>
    public async Task<bool> WriteUnsettledAsync()
    {
        var (batch, intents, ended, _, _) = Unsettled!;
        var started = time.GetTimestamp();
        bool isWritten;
        try
        {
            isWritten = await limit.RunAsync(ct => store.WriteAsync(batch, ct));
        }
        catch (Exception failure) when (failure is not OperationCanceledException && !DatabaseFailure.IsAway(failure))
        {
            Unsettled = null;
            throw;
        }

        if (isWritten)
        {
            metrics.Committed(intents.Count + ended.Count, time.GetElapsedTime(started));
            Committed();
            return true;
        }

        // The process was taken for dead. Its calls go on, under a new writer.
        WasClosed(batch.Writer);
        Unsettled = null;
        Leave();
        return false;
    }

    /// <summary>The unsettled batch is in the database.</summary>
    public void Committed()
    {
        var (batch, intents, ended, group, heads) = Unsettled!;
        Unsettled = null;
        Volatile.Write(ref _head, new TrailHead(batch.Writer, batch.Sequence, batch.Mac));
        lock (_heads) _heads.RemoveRange(0, heads);
        if (group is not null)
        {
            foreach (var row in intents) row.Group = group;
            _open.Add(group);
        }

        foreach (var row in ended)
        {
            if (row.Group is { } begun) begun.Open--;
            if (row.Keyed is { IsTaken: true } taken) taken.Settle();
        }

        foreach (var end in batch.Ends) end.Settle();
        usage.Add(batch.Entries, batch.Sequence);
    }

    /// <summary>The unsettled batch was not committed.</summary>
    /// <returns>What it was made of.</returns>
    public TrailPiece? Withdraw()
    {
        if (Unsettled is not { } piece) return null;
        Unsettled = null;
        return new TrailPiece(piece.Intents, piece.Ended);
    }

    /// <summary>It was refused, and may yet be there.</summary>
    public void Restore(SealedPiece unsettled) => Unsettled = unsettled;

    /// <summary>The next batch begins a new chain. Whoever closed this one counted what it had not added, or will.</summary>
    public void Leave()
    {
        usage.Restart();
        Volatile.Write(ref _head, null);
    }

    /// <summary>A parked call has no entry yet, and its key an answer. What was taken by another's record is not this call's to conclude. In one order, whoever writes: two replicas wait for one another, and not both.</summary>
    private static SealedBatch WithKeyed(SealedBatch batch, TrailPiece piece, List<TrailRow> ended)
    {
        if (!piece.Intents.Exists(static r => r.Keyed is not null) && !piece.Ended.Exists(static r => r.Keyed is not null)) return batch;

        List<KeyedCall> claims = [.. piece.Intents.Select(r => r.Keyed).OfType<KeyedCall>()];
        List<KeyedCall> ends = [.. ended.Concat(piece.Ended.Where(r => r.IsParked)).Select(r => r.Keyed).OfType<KeyedCall>().Where(k => !k.IsTaken)];
        claims.Sort(CallRecordSql.Order);
        ends.Sort(CallRecordSql.Order);
        return batch with { Claims = claims, Ends = ends };
    }

    /// <summary>A new chain takes in where all others stand.</summary>
    private async Task<TrailHead> OpenAsync()
    {
        var writer = await limit.RunAsync(ct => register.OpenAsync(WriterKind.Calls, ct));
        Adopt(await limit.RunAsync(ct => register.HeadsAsync(writer, ct)));
        _open.Clear();
        usage.Restart();
        var head = new TrailHead(writer, 0, []);
        Volatile.Write(ref _head, head);
        return head;
    }

    /// <summary>Parked calls are open under rows of their own.</summary>
    private static List<TrailRow> WithoutParked(List<TrailRow> ended)
    {
        if (!ended.Exists(r => r.IsParked)) return ended;
        foreach (var row in ended.Where(r => r.IsParked && r.Group is not null))
        {
            row.Group!.Open--;
            row.Group = null; // the piece may come again
        }

        return ended.FindAll(r => !r.IsParked);
    }

    /// <summary>Calls whose intents a closed writer left were concluded by whoever closed it; what became of them stays what it said.</summary>
    private async ValueTask<List<TrailRow>> WithoutConcludedAsync(List<TrailRow> ended, TrailHead head)
    {
        var stale = ended.Where(r => r.Group is { } group && group.Writer != head.Writer).ToList();
        if (stale.Count == 0) return ended;

        var existing = await limit.RunAsync(ct => store.ExistingAsync([.. stale.Select(r => r.Entry.Id)], ct));
        foreach (var row in stale) row.Group = null;
        foreach (var row in stale.Where(r => existing.Contains(r.Entry.Id)))
        {
            WasConcluded(row.Entry.Id, row.Entry.Outcome);
            row.Keyed?.Settle();
        }

        return ended.FindAll(r => !existing.Contains(r.Entry.Id));
    }

    [LoggerMessage(2116, LogLevel.Warning, "The audit trail's writer {Writer} was closed by another process, which took this one for dead; a new one goes on.")]
    private partial void WasClosed(long writer);

    [LoggerMessage(2117, LogLevel.Warning, "The call {Id} ended ({Outcome}) after it was closed as unknown.")]
    private partial void WasConcluded(Guid id, AuditOutcome outcome);
}
