using McpService.Application.Errors;
using McpService.Domain.Auditing;
using McpService.Infrastructure.Auditing.Chain;
using McpService.Infrastructure.Persistence.Database;
using Microsoft.Extensions.Logging;

namespace McpService.Infrastructure.Auditing.Writing;

/// <summary>
/// Commits of one writer, one after the other: seals them, writes them, and knows what became of them. A commit whose fate is unknown is
/// settled before the next one. For one caller at a time.
/// </summary>
internal sealed partial class TrailCommits(
    ITrailStore store, IWriterRegister register, BatchSealer sealer, DatabaseState state, TrailMetrics metrics, TimeProvider time, ILogger<TrailCommits> logger)
{
    // From the first who waits to the commit. The rest of the two seconds is for a connection that does not notice it is dead.
    private static readonly TimeSpan WaitLimit = TimeSpan.FromSeconds(1.5);
    // A commit that nobody waits for. Those who come meanwhile wait no longer than they would, and leave.
    private static readonly TimeSpan QuietLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(300);

    private readonly OpenIntents _open = new();
    private readonly UsageAdding _usage = new(store, time, logger);
    private readonly List<TrailHead> _heads = [];
    private TrailHead? _head;
    private SealedPiece? _unsettled;
    private bool _isSettled;
    private long _stopAt;

    /// <summary>The last commit failed because the database is away.</summary>
    public bool IsAway { get; private set; }

    /// <summary>The writer as it is now; null before its first commit.</summary>
    public TrailHead? Head => Volatile.Read(ref _head);

    /// <summary>Counts wait to be added.</summary>
    public bool HasUsage => _usage.IsWaiting;

    public bool IsUsageDue => !IsAway && _usage.IsDue;

    /// <summary>Heads of other chains, for the next batch.</summary>
    public void Adopt(IEnumerable<TrailHead> heads)
    {
        lock (_heads) _heads.AddRange(heads);
    }

    /// <summary>Never throws for what the database does: rows that cannot be written are refused, or given back where it is away.</summary>
    public async Task CommitAsync(TrailWork work)
    {
        if (work.Intents.Count + work.Ended.Count == 0 && !HasHeads) return;

        StopIn(work.Round.StartedAt is { } startedAt ? WaitLimit - time.GetElapsedTime(startedAt) : QuietLimit);
        var left = new TrailPiece(work.Intents, work.Ended);
        try
        {
            if (!state.IsReady) throw UnavailableException.Database();
            await SettleAsync();
            await CommitAsync(left);
            if (IsAway) Back(work.Queue.Count);
            IsAway = false;
        }
        catch (Exception failure) when (failure is OperationCanceledException || DatabaseFailure.IsAway(failure))
        {
            if (!IsAway) Away(failure.GetBaseException().Message);
            IsAway = true;
            _isSettled = false;
            store.Abandon();
            GiveBack(work, left);
        }
    }

    /// <summary>Adds what was counted to the table, where it is time to.</summary>
    public async Task AddUsageAsync()
    {
        if (!IsUsageDue || _head is not { } head || _unsettled is not null) return;

        StopIn(WaitLimit);
        if (!await _usage.AddAsync(head.Writer, Limited)) _isSettled = false;
    }

    /// <summary>After the last commit: the writer leaves nothing behind for others to find out.</summary>
    public async Task CloseAsync()
    {
        if (_head is not { } head || _unsettled is not null || IsAway) return;

        StopIn(WaitLimit);
        if (!await _usage.AddAsync(head.Writer, Limited) || _open.From(long.MaxValue) != long.MaxValue) return;

        try
        {
            await Limited(ct => CloseAsync(head.Writer, ct));
            Volatile.Write(ref _head, null);
        }
        catch (Exception failure)
        {
            NotClosed(failure.GetBaseException().Message);
        }
    }

    private async Task<bool> CloseAsync(long writer, CancellationToken cancellationToken)
    {
        await register.CloseAsync(writer, cancellationToken);
        return true;
    }

    /// <summary>Commits a piece; where the database refuses something in it, halves find the one, and the others are written.</summary>
    private async Task CommitAsync(TrailPiece left)
    {
        var sizes = new Stack<int>();
        sizes.Push(left.Count);
        do
        {
            var size = sizes.Pop();
            var piece = left.First(size);
            try
            {
                await WriteAsync(piece);
                left.Remove(piece);
            }
            catch (Exception failure) when (failure is not OperationCanceledException && !DatabaseFailure.IsAway(failure))
            {
                if (size > 1)
                {
                    sizes.Push(size - (size / 2));
                    sizes.Push(size / 2);
                    continue;
                }

                Refuse(piece, failure);
                left.Remove(piece);
            }
        }
        while (sizes.Count > 0);
    }

    private async Task WriteAsync(TrailPiece piece)
    {
        while (true)
        {
            var head = _head ?? await OpenAsync();
            var ended = await WithoutClosedAsync(piece.Ended, head);
            List<TrailHead> heads;
            lock (_heads) heads = [.. _heads];
            if (piece.Intents.Count + ended.Count + heads.Count == 0) return;

            var batch = sealer.Seal(head, _open.From(head.Sequence + 1), piece.Intents.ConvertAll(r => r.Entry), ended.ConvertAll(r => r.Entry), heads);
            var group = piece.Intents.Count > 0 ? new IntentGroup(batch.Writer, batch.Sequence, piece.Intents.Count) : null;
            var started = time.GetTimestamp();
            _unsettled = new SealedPiece(batch, [.. piece.Intents], [.. ended], group, heads.Count);
            bool isWritten;
            try
            {
                isWritten = await Limited(ct => store.WriteAsync(batch, ct));
            }
            catch (Exception failure) when (failure is not OperationCanceledException && !DatabaseFailure.IsAway(failure))
            {
                _unsettled = null;
                throw;
            }

            if (isWritten)
            {
                metrics.Committed(piece.Count, time.GetElapsedTime(started));
                Committed();
                return;
            }

            _unsettled = null;
            Closed();
        }
    }

    private void Committed()
    {
        var (batch, intents, ended, group, heads) = _unsettled!;
        _unsettled = null;
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
        }

        _usage.Add(batch.Entries, batch.Sequence);
    }

    /// <summary>A new chain takes in where all others stand.</summary>
    private async Task<TrailHead> OpenAsync()
    {
        var writer = await Limited(ct => register.OpenAsync(WriterKind.Calls, ct));
        Adopt(await Limited(ct => register.HeadsAsync(writer, ct)));
        _open.Clear();
        _usage.Restart();
        _isSettled = true;
        var head = new TrailHead(writer, 0, []);
        Volatile.Write(ref _head, head);
        return head;
    }

    /// <summary>Somebody closed this writer: the process was taken for dead. Its calls go on, under a new writer.</summary>
    private void Closed()
    {
        WasClosed(_head!.Writer);
        _usage.Restart(); // whoever closed it counted them
        Volatile.Write(ref _head, null);
    }

    /// <summary>Calls whose intents a closed writer left were concluded by whoever closed it; what became of them stays what it said.</summary>
    private async ValueTask<List<TrailRow>> WithoutClosedAsync(List<TrailRow> ended, TrailHead head)
    {
        var stale = ended.Where(r => r.Group is { } group && group.Writer != head.Writer).ToList();
        if (stale.Count == 0) return ended;

        var existing = await Limited(ct => store.ExistingAsync([.. stale.Select(r => r.Entry.Id)], ct));
        foreach (var row in stale) row.Group = null;
        foreach (var row in stale.Where(r => existing.Contains(r.Entry.Id))) WasConcluded(row.Entry.Id, row.Entry.Outcome);
        return ended.FindAll(r => !existing.Contains(r.Entry.Id));
    }

    /// <summary>What is not known of the last commit is found out before the next one.</summary>
    private async Task SettleAsync()
    {
        if (_isSettled || _head is not { } head)
        {
            _isSettled = true;
            return;
        }

        var last = await Limited(ct => store.LastAsync(head.Writer, ct));
        var reached = last?.Sequence ?? 0;
        if (_unsettled is { Batch: var batch } && reached == batch.Sequence && last!.Mac.AsSpan().SequenceEqual(batch.Mac))
        {
            Committed();
        }
        else if (reached == head.Sequence && (last is null || last.Mac.AsSpan().SequenceEqual(head.Mac)))
        {
            if (_unsettled is not null && !await RewriteAsync()) return;
        }
        else
        {
            await LoseAsync(head, reached);
        }

        _isSettled = true;
    }

    private async Task<bool> RewriteAsync()
    {
        var again = _unsettled!;
        try
        {
            if (await Limited(ct => store.WriteAsync(again.Batch, ct)))
            {
                Committed();
                return true;
            }
        }
        catch (Exception failure) when (failure is not OperationCanceledException && !DatabaseFailure.IsAway(failure))
        {
            Refused(failure, again.Intents.Count + again.Ended.Count);
            _unsettled = null;
            return true;
        }

        // The writer was closed meanwhile: what the batch held goes on under a new one.
        _unsettled = null;
        Closed();
        await WriteAsync(new TrailPiece(again.Intents, again.Ended));
        return true;
    }

    /// <summary>The database is behind what it said was committed: the new chain says what is missing.</summary>
    private async Task LoseAsync(TrailHead head, long reached)
    {
        LostAtFailover(head.Writer, head.Sequence, reached);
        var again = _unsettled;
        _unsettled = null;

        // Not closed: whoever finds it in a minute concludes what it left open.
        _usage.Restart();
        Volatile.Write(ref _head, null);
        Adopt([head with { IsLost = true }]);
        if (again is not null) await WriteAsync(new TrailPiece(again.Intents, again.Ended));
    }

    /// <summary>Nobody shall wait for a database that is away, neither in this commit nor behind it; what is over is kept.</summary>
    private void GiveBack(TrailWork work, TrailPiece left)
    {
        var (intents, over) = (_unsettled?.Intents.ToHashSet() ?? [], _unsettled?.Ended.ToHashSet() ?? []);
        var begun = left.Intents.Where(r => !intents.Contains(r)).ToList();
        var ended = left.Ended.Where(r => !over.Contains(r)).ToList();
        if (work.IsBuffered)
        {
            work.Queue.GiveBack(begun, ended);
            return;
        }

        // An intent that may have been committed is concluded: the call was not sent.
        var refused = left.Intents.Where(r => r.Refusal is null).ToList();
        foreach (var row in refused)
        {
            row.Refusal = UnavailableException.Database();
            row.Entry.Conclude(AuditOutcome.NotSent, row.Refusal.Code, duration: null);
            row.IsEnded = true;
        }

        work.Queue.GiveBack([], [.. ended, .. refused.Where(intents.Contains)]);
        work.Queue.RefuseWaiting(UnavailableException.Database());
    }

    private void Refuse(TrailPiece piece, Exception failure)
    {
        Refused(failure, piece.Count);
        foreach (var row in piece.Intents) row.Refusal = UnavailableException.Audit();
    }

    private bool HasHeads
    {
        get
        {
            lock (_heads) return _heads.Count > 0;
        }
    }

    private void StopIn(TimeSpan left) => _stopAt = time.GetTimestamp() + (long)(left.TotalSeconds * time.TimestampFrequency);

    private async Task<T> Limited<T>(Func<CancellationToken, Task<T>> work)
    {
        var left = TimeSpan.FromSeconds(Math.Max(0, (_stopAt - time.GetTimestamp()) / (double)time.TimestampFrequency));
        using var limit = new CancellationTokenSource(left, time);
        return await work(limit.Token).OrGiveUpAsync(left + Grace, time);
    }

    [LoggerMessage(2113, LogLevel.Warning, "The audit trail cannot be written: {Reason}")]
    private partial void Away(string reason);

    [LoggerMessage(2114, LogLevel.Information, "The audit trail can be written again; {Rows} rows that were kept follow.")]
    private partial void Back(int rows);

    [LoggerMessage(2115, LogLevel.Error, "The database refused {Count} rows of the audit trail.")]
    private partial void Refused(Exception failure, int count);

    [LoggerMessage(2116, LogLevel.Warning, "The audit trail's writer {Writer} was closed by another process, which took this one for dead; a new one goes on.")]
    private partial void WasClosed(long writer);

    [LoggerMessage(2117, LogLevel.Warning, "The call {Id} ended ({Outcome}) after it was closed as unknown.")]
    private partial void WasConcluded(Guid id, AuditOutcome outcome);

    [LoggerMessage(2118, LogLevel.Error, "The database lost what it had committed: writer {Writer} had come to batch {Sequence}, and it has {Reached}.")]
    private partial void LostAtFailover(long writer, long sequence, long reached);

    [LoggerMessage(2119, LogLevel.Warning, "The audit trail's writer could not be closed; others find it in a minute: {Reason}")]
    private partial void NotClosed(string reason);
}
