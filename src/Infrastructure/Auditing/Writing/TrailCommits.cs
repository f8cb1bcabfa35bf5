using McpService.Application.Errors;
using McpService.Domain.Auditing;
using McpService.Infrastructure.Auditing.Chain;
using McpService.Infrastructure.Persistence.Database;
using Microsoft.Extensions.Logging;

namespace McpService.Infrastructure.Auditing.Writing;

/// <summary>
/// Commits of one writer, one after the other, within a limit. Where the database is away nobody waits and what is over is kept; where it refuses
/// a row, the others are written. For one caller at a time.
/// </summary>
internal sealed partial class TrailCommits
{
    // From the first who waits to the commit. The rest of the two seconds is the limit's grace.
    private static readonly TimeSpan WaitLimit = TimeSpan.FromSeconds(1.5);

    // A commit that nobody waits for. Those who come meanwhile wait no longer than they would, and leave.
    private static readonly TimeSpan QuietLimit = TimeSpan.FromSeconds(10);

    private readonly ITrailStore _store;
    private readonly IWriterRegister _register;
    private readonly DatabaseState _state;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CommitLimit _limit;
    private readonly UsageAdding _usage;
    private readonly TrailChain _chain;
    private readonly TrailSettling _settling;

    public TrailCommits(
        ITrailStore store, IWriterRegister register, BatchSealer sealer, DatabaseState state, TrailMetrics metrics, TimeProvider time, ILogger<TrailCommits> logger)
    {
        (_store, _register, _state, _time, _logger) = (store, register, state, time, logger);
        _limit = new CommitLimit(time);
        _usage = new UsageAdding(store, time, logger);
        _chain = new TrailChain(store, register, sealer, _usage, _limit, metrics, time, logger);
        _settling = new TrailSettling(_chain, store, _limit, logger);
    }

    /// <summary>The last commit failed because the database is away.</summary>
    public bool IsAway { get; private set; }

    /// <summary>The writer as it is now; null before its first commit.</summary>
    public TrailHead? Head => _chain.Head;

    /// <summary>Rows of the commit whose answer was lost.</summary>
    public int Unsettled => _chain.Unsettled is { } piece ? piece.Intents.Count + piece.Ended.Count : 0;

    /// <summary>Counts wait to be added.</summary>
    public bool HasUsage => _usage.IsWaiting;

    public bool IsUsageDue => !IsAway && _usage.IsDue;

    /// <summary>Heads of other chains, for the next batch.</summary>
    public void Adopt(IEnumerable<TrailHead> heads) => _chain.Adopt(heads);

    /// <summary>Never throws for what the database does: rows that cannot be written are refused, or given back where it is away.</summary>
    public async Task CommitAsync(TrailWork work)
    {
        // A database that was away is asked whether it is back, whether or not there is anything to write.
        if (work.Intents.Count + work.Ended.Count == 0 && !_chain.HasHeads && !IsAway) return;

        _limit.StopIn(work.Round.StartedAt is { } startedAt ? WaitLimit - _time.GetElapsedTime(startedAt) : IsAway ? WaitLimit : QuietLimit);
        var left = new TrailPiece(work.Intents, work.Ended);
        try
        {
            if (!_state.IsReady) throw UnavailableException.Database();
            await SettleAsync(work);
            await CommitAsync(left);
            if (IsAway) Back(work.Queue.Count);
            IsAway = _state.IsFull = false;
        }
        catch (Exception failure) when (IsNoAnswer(failure))
        {
            if (!IsAway) Away(failure.GetBaseException().Message);
            IsAway = true;
            _state.IsFull = DatabaseFailure.IsFull(failure);
            _settling.Distrust();
            _store.Abandon(failure);
            GiveBack(work, left);
        }
    }

    /// <summary>Adds what was counted to the table, where it is time to.</summary>
    public async Task AddUsageAsync()
    {
        if (!IsUsageDue || Head is not { } head || _chain.Unsettled is not null) return;

        _limit.StopIn(WaitLimit);
        if (!await _usage.AddAsync(head.Writer, _limit.RunAsync)) _settling.Distrust();
    }

    /// <summary>After the last commit: the writer leaves nothing behind for others to find out.</summary>
    public async Task CloseAsync()
    {
        if (Head is not { } head || _chain.Unsettled is not null || IsAway) return;

        _limit.StopIn(WaitLimit);
        if (!await _usage.AddAsync(head.Writer, _limit.RunAsync) || _chain.HasOpenCalls) return;

        try
        {
            await _limit.RunAsync(ct => CloseAsync(head.Writer, ct));
            _chain.Leave();
        }
        catch (Exception failure)
        {
            NotClosed(failure.GetBaseException().Message);
        }
    }

    private static bool IsNoAnswer(Exception failure) => failure is OperationCanceledException || DatabaseFailure.IsAway(failure);

    private async Task<bool> CloseAsync(long writer, CancellationToken cancellationToken)
    {
        await _register.CloseAsync(writer, cancellationToken);
        return true;
    }

    private async Task SettleAsync(TrailWork work)
    {
        if (await _settling.SettleAsync() is not { } again) return;
        try
        {
            await CommitAsync(again);
        }
        catch (Exception failure) when (IsNoAnswer(failure))
        {
            // What is not in the batch on its way has no other place.
            GiveBack(work, again);
            throw;
        }
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
                await _chain.WriteAsync(piece);
                left.Remove(piece);
            }
            catch (Exception failure) when (!IsNoAnswer(failure))
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

    /// <summary>Nobody shall wait for a database that is away; what is over is kept, for the next commit or for the one on its way.</summary>
    private void GiveBack(TrailWork work, TrailPiece left)
    {
        var (intents, over) = (_chain.Unsettled?.Intents.ToHashSet() ?? [], _chain.Unsettled?.Ended.ToHashSet() ?? []);
        var ended = left.Ended.Where(r => !over.Contains(r)).ToList();

        // Where nobody waits, calls are made whatever becomes of their intents.
        var kept = left.Intents.Where(r => work.IsBuffered && r.WaitsSince is null && !intents.Contains(r));

        // An intent that may have been committed is concluded: the call was not sent.
        var refused = left.Intents.Where(r => r.Refusal is null && (!work.IsBuffered || r.WaitsSince is not null)).ToList();
        foreach (var row in refused)
        {
            row.Refusal = UnavailableException.Database();
            row.Entry.Conclude(AuditOutcome.NotSent, row.Refusal.Code, duration: null);
            row.Keyed?.Conclude(AuditOutcome.NotSent);
            row.IsEnded = true;
            if (!intents.Contains(row)) row.Keyed?.Settle();
        }

        work.Queue.GiveBack([.. kept], [.. ended, .. refused.Where(intents.Contains)]);
    }

    private void Refuse(TrailPiece piece, Exception failure)
    {
        Refused(failure, piece.Count);
        foreach (var row in piece.Intents) row.Refusal ??= UnavailableException.Audit();
        foreach (var row in piece.Intents.Concat(piece.Ended)) row.Keyed?.Settle();
    }

    [LoggerMessage(2113, LogLevel.Warning, "The audit trail cannot be written: {Reason}")]
    private partial void Away(string reason);

    [LoggerMessage(2114, LogLevel.Information, "The audit trail can be written again; {Rows} rows that were kept follow.")]
    private partial void Back(int rows);

    [LoggerMessage(2115, LogLevel.Error, "The database refused {Count} rows of the audit trail.")]
    private partial void Refused(Exception failure, int count);

    [LoggerMessage(2119, LogLevel.Warning, "The audit trail's writer could not be closed; others find it in a minute: {Reason}")]
    private partial void NotClosed(string reason);
}
