using McpService.Application.Errors;
using McpService.Infrastructure.Persistence.Database;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace McpService.Infrastructure.Auditing;

/// <summary>
/// The one writer of the trail. What waits while a transaction is committed goes into the next one, so that thousands of calls a
/// second share few commits. Rows for which nobody waits linger a moment, in order not to start a commit that the next call's
/// intent would have to wait for. While the database is away they are kept, and only whoever waits is refused.
/// </summary>
internal sealed partial class AuditWriter(
    AuditQueue queue, IAuditTable table, AuditLosses losses, DatabaseState state, TimeProvider time, ILogger<AuditWriter> logger)
    : BackgroundService
{
    private const int MaxRows = 1_000;
    private const int MaxKept = 50_000;

    private static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan FlushLimit = TimeSpan.FromSeconds(5);

    // From handing a row over to the commit. The rest of the two seconds is for a connection that does not notice it is dead.
    private static readonly TimeSpan WaitLimit = TimeSpan.FromSeconds(1.5);

    private static readonly TimeSpan LastGrace = TimeSpan.FromMilliseconds(300);

    // A commit without anyone waiting holds up those who come meanwhile.
    private static readonly TimeSpan QuietLimit = TimeSpan.FromSeconds(1);

    private readonly AuditBacklog _kept = new(MaxKept, losses);
    private readonly List<AuditRow> _batch = new(MaxRows);
    private bool _away;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await state.WaitAsync(stoppingToken);
            while (true)
            {
                await GatherAsync(stoppingToken);
                await WriteBatchAsync();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await FlushAsync();
        }
    }

    /// <summary>Waits until there is something to write, and takes as much as one transaction may hold.</summary>
    private async Task GatherAsync(CancellationToken cancellationToken)
    {
        var urgent = queue.NextUrgent();
        if (_kept.Count == 0) await queue.Rows.WaitToReadAsync(cancellationToken);
        TakeNew();
        if (!_batch.Exists(row => row.Committed is not null))
        {
            var pause = _away && _kept.Count > 0 ? RetryPause : _kept.Count > 0 ? TimeSpan.Zero : Linger;
            if (pause > TimeSpan.Zero) await WaitAsync(urgent, pause, cancellationToken);
            TakeNew();
        }

        // While the database is away, calls try it with their own rows only; the kept ones follow when the pause is over.
        if (!_away || !urgent.IsCompleted) _kept.MoveTo(_batch, MaxRows);
    }

    private void TakeNew()
    {
        while (_batch.Count < MaxRows && queue.Rows.TryRead(out var row)) _batch.Add(row);
    }

    private async Task WaitAsync(Task urgent, TimeSpan pause, CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(urgent, Task.Delay(pause, time, over.Token));
        await over.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
    }

    private async Task WriteBatchAsync()
    {
        _batch.RemoveAll(RefuseIfLate);
        if (_batch.Count > 0) await WriteAsync(_batch);
        _batch.Clear();
    }

    private async Task WriteAsync(List<AuditRow> rows)
    {
        var left = LimitOf(rows);
        using var limit = new CancellationTokenSource(left, time);
        try
        {
            // Given up on, the insert may still succeed: the next attempt passes over rows that are there.
            await table.InsertAsync(rows.ConvertAll(row => row.Entry), limit.Token).OrGiveUpAsync(left + LastGrace, time);
            if (_away) Back(_kept.Count);
            _away = false;
            foreach (var row in rows) row.Committed?.TrySetResult();
        }
        catch (Exception failure) when (limit.IsCancellationRequested || DatabaseFailure.IsAway(failure))
        {
            if (!_away) Away(failure.GetBaseException().Message);
            _away = true;
            GiveBack(rows);
        }
        catch (Exception failure)
        {
            await WriteAroundAsync(rows, failure);
        }
    }

    /// <summary>The database refused a row, and with it all: halves find the one, and the others are written.</summary>
    private async Task WriteAroundAsync(List<AuditRow> rows, Exception failure)
    {
        if (rows is [var row])
        {
            Refused(failure);
            if (row.Committed?.TrySetException(failure) is null) losses.Add(1);
            return;
        }

        await WriteAsync(rows[..(rows.Count / 2)]);
        await WriteAsync(rows[(rows.Count / 2)..]);
    }

    /// <summary>Nobody shall wait for a database that is away, neither in this batch nor behind it.</summary>
    private void GiveBack(List<AuditRow> rows)
    {
        foreach (var row in rows) KeepOrRefuse(row);
        while (queue.Rows.TryRead(out var row)) KeepOrRefuse(row);
    }

    private void KeepOrRefuse(AuditRow row)
    {
        if (row.Committed is { } committed) committed.TrySetException(UnavailableException.Database());
        else _kept.Keep(row);
    }

    /// <summary>As long as the first to wait may wait.</summary>
    private TimeSpan LimitOf(List<AuditRow> rows)
    {
        var left = rows.Where(row => row.Committed is not null).Select(Left).DefaultIfEmpty(QuietLimit).Min();
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private bool RefuseIfLate(AuditRow row) =>
        row.Committed is { } committed && Left(row) <= TimeSpan.Zero && committed.TrySetException(UnavailableException.Database());

    private TimeSpan Left(AuditRow row) => WaitLimit - time.GetElapsedTime(row.TakenAt);

    /// <summary>On shutdown, after the last request: what is still here, within a limit.</summary>
    private async Task FlushAsync()
    {
        queue.Close();
        var started = time.GetTimestamp();
        do
        {
            TakeNew();
            _kept.MoveTo(_batch, MaxRows);
            if (_batch.Count == 0) return;
            await WriteBatchAsync();
        }
        while (!_away && time.GetElapsedTime(started) < FlushLimit);

        losses.Add(_kept.Count + (queue.Rows.CanCount ? queue.Rows.Count : 0));
    }

    [LoggerMessage(2111, LogLevel.Warning, "The audit trail cannot be written, rows are kept: {Reason}")]
    private partial void Away(string reason);

    [LoggerMessage(2112, LogLevel.Information, "The audit trail can be written again; {Rows} kept rows follow.")]
    private partial void Back(int rows);

    [LoggerMessage(2113, LogLevel.Error, "The database refused a row of the audit trail; it is lost.")]
    private partial void Refused(Exception failure);
}
