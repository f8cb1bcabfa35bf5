using McpService.Application.Auditing;
using McpService.Application.Errors;
using McpService.Application.Idempotency;
using McpService.Domain.Auditing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace McpService.Infrastructure.Auditing.Writing;

/// <summary>
/// The process's writer of calls. What comes while a commit is under way shares the next one, so that thousands of calls a second need few
/// commits; nothing is started for one call.
/// </summary>
internal sealed partial class TrailWriter : IHostedService, IAsyncDisposable
{
    // What nobody waits for, waits so long for company.
    private static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan BufferedLinger = TimeSpan.FromMilliseconds(100);

    // For a turn to come, so that a commit of less than two seconds in all has some time left.
    private static readonly TimeSpan TurnLimit = TimeSpan.FromSeconds(1.2);

    private static readonly TimeSpan UsagePause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan FlushLimit = TimeSpan.FromSeconds(5);

    private readonly TrailQueue _queue;
    private readonly TrailCommits _commits;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly bool _isBuffered;
    private readonly ITimer _timer;

    public TrailWriter(TrailCommits commits, IOptions<AuditOptions> options, TimeProvider time, ILogger<TrailWriter> logger)
    {
        (_commits, _time, _logger) = (commits, time, logger);
        _queue = new TrailQueue(options.Value.Queue);
        _isBuffered = options.Value.Durability == AuditDurability.Buffered;
        _timer = time.CreateTimer(static writer => ((TrailWriter)writer!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Entries and intents that wait, or of which it is not known whether they were written.</summary>
    public int Backlog => _queue.Count + _commits.Unsettled;

    /// <exception cref="UnavailableException">The call must not be made.</exception>
    public ValueTask<IOpenCall> BeginAsync(AuditEntry entry, KeyedCall? keyed = null)
    {
        var row = new TrailRow(this, entry) { Keyed = keyed };
        if (keyed is not null) keyed.CallId = entry.Id;
        if (_isBuffered && keyed is null)
        {
            Arm(_queue.Add(row));
            return new ValueTask<IOpenCall>(row);
        }

        var (round, lead) = _queue.Join(row, _time.GetTimestamp());
        if (keyed is not null) keyed.IsClaimed = true;
        return new ValueTask<IOpenCall>(WaitAsync(row, round, lead));
    }

    /// <summary>An act without an intent is over.</summary>
    /// <exception cref="UnavailableException">Too much waits to be written.</exception>
    public void Record(AuditEntry entry) => Arm(_queue.End(new TrailRow(this, entry), isCall: false));

    /// <summary>A call goes on whose intent stands elsewhere.</summary>
    public IOpenCall Reopen(AuditEntry entry) => new TrailRow(this, entry);

    public void End(TrailRow row) => Arm(_queue.End(row, isCall: true));

    /// <summary>Commits what there is, heads of other chains included.</summary>
    public async Task CommitAsync()
    {
        var (round, lead) = _queue.Wait();
        if (lead is not null && await lead) await LeadAsync();
        else await round.Done.Task;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>After the last request: what is still here, within a limit.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _queue.Close();
        var isOver = await ComesAsync(FlushAsync(), FlushLimit);
        if (Backlog is > 0 and var left) Lost(left);
        if (isOver && !_commits.IsAway) await CloseAsync();
    }

    public ValueTask DisposeAsync() => _timer.DisposeAsync();

    private async Task FlushAsync()
    {
        do
        {
            await CommitAsync();
        }
        while (Backlog > 0 && !_commits.IsAway);
    }

    /// <summary>In a turn of its own, which it gives back: an outcome may yet come.</summary>
    private async Task CloseAsync()
    {
        var (round, lead) = _queue.Wait();
        while (lead is null || !await lead)
        {
            await round.Done.Task;
            (round, lead) = _queue.Wait();
        }

        await CommitOnceAsync();
        await _commits.CloseAsync();
        HandOver();
    }

    private async Task<IOpenCall> WaitAsync(TrailRow row, TrailRound round, Task<bool>? lead)
    {
        // Waits to the end, which the commit bounds: a caller who left now would leave an intent that nobody concludes.
        if (!await ComesAsync(lead ?? round.Done.Task, TurnLimit) && _queue.TryWithdraw(row))
        {
            if (lead is not null) _ = LeadWhenToldAsync(lead);
            row.Keyed?.Settle();
            throw UnavailableException.Database();
        }

        if (lead is not null && await lead) await LeadAsync();
        else await round.Done.Task;
        return row.Refusal is { } refusal ? throw refusal : row;
    }

    private async Task<bool> ComesAsync(Task awaited, TimeSpan limit)
    {
        if (awaited.IsCompleted) return true;
        try
        {
            await awaited.WaitAsync(limit, _time);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    /// <summary>Who was to lead has left, and the others wait for it.</summary>
    private async Task LeadWhenToldAsync(Task<bool> lead)
    {
        if (await lead) await LeadAsync();
    }

    /// <summary>One commit, and then somebody else's turn.</summary>
    private async Task LeadAsync()
    {
        await CommitOnceAsync();

        // What is left to do does not concern the call that led.
        if (_commits.IsUsageDue) _ = Task.Run(LeadOnAsync);
        else HandOver();
    }

    private void HandOver()
    {
        if (_queue.TryHandOver(_commits.IsAway)) Rearm();
        else _ = Task.Run(LeadOnAsync);
    }

    private async Task LeadOnAsync()
    {
        await _commits.AddUsageAsync();
        while (!_queue.TryHandOver(_commits.IsAway))
        {
            await CommitOnceAsync();
            await _commits.AddUsageAsync();
        }

        Rearm();
    }

    private async Task CommitOnceAsync()
    {
        var (round, intents, ended) = _queue.Take();
        try
        {
            await _commits.CommitAsync(new TrailWork(round, intents, ended, _queue, _isBuffered));
        }
        catch (Exception failure)
        {
            // A fault of ours must leave nobody waiting.
            foreach (var row in intents) row.Refusal ??= UnavailableException.Audit();
            foreach (var row in intents.Concat(ended)) row.Keyed?.Settle();
            Failed(failure);
        }
        finally
        {
            round.Done.TrySetResult();
        }
    }

    private void OnTimer()
    {
        if (_queue.TryLead()) _ = Task.Run(LeadAsync);
    }

    private void Arm(bool isFirst)
    {
        if (isFirst) _timer.Change(_isBuffered ? BufferedLinger : Linger, Timeout.InfiniteTimeSpan);
    }

    /// <summary>After a commit nobody may be left to arm the timer for what came meanwhile.</summary>
    private void Rearm()
    {
        if (_commits.IsAway) _timer.Change(RetryPause, Timeout.InfiniteTimeSpan);
        else if (_commits.HasUsage) _timer.Change(UsagePause, Timeout.InfiniteTimeSpan);

        // Last: a row that came just now wants the timer sooner, and is not to be passed over.
        if (_queue.Count > 0 && !_commits.IsAway) Arm(isFirst: true);
    }

    [LoggerMessage(2111, LogLevel.Error, "The audit trail loses {Rows} rows with the end of the process: the database is away.")]
    private partial void Lost(int rows);

    [LoggerMessage(2112, LogLevel.Error, "A commit of the audit trail failed by a fault of the service.")]
    private partial void Failed(Exception failure);
}
