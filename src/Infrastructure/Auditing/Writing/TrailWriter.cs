using McpService.Application.Auditing;
using McpService.Application.Errors;
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

    // For a turn to come. From then on the commit has its own limit.
    private static readonly TimeSpan WaitLimit = TimeSpan.FromSeconds(1.8);

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

    /// <summary>Entries and intents that wait.</summary>
    public int Backlog => _queue.Count;

    /// <exception cref="UnavailableException">The call must not be made.</exception>
    public ValueTask<IOpenCall> BeginAsync(AuditEntry entry)
    {
        var row = new TrailRow(this, entry);
        if (_isBuffered)
        {
            Arm(_queue.Add(row));
            return new ValueTask<IOpenCall>(row);
        }

        var (round, lead) = _queue.Join(row, _time.GetTimestamp());
        return new ValueTask<IOpenCall>(WaitAsync(row, round, lead));
    }

    /// <summary>An act without an intent is over.</summary>
    /// <exception cref="UnavailableException">Too much waits to be written.</exception>
    public void Record(AuditEntry entry) => Arm(_queue.End(new TrailRow(this, entry), isCall: false));

    public void End(TrailRow row) => Arm(_queue.End(row, isCall: true));

    /// <summary>Commits what there is, heads of other chains included.</summary>
    public async Task CommitAsync()
    {
        var (round, lead) = _queue.Wait(_time.GetTimestamp());
        if (lead is not null && await lead) await LeadAsync();
        else await round.Done.Task;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>After the last request: what is still here, within a limit.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _queue.Close();
        var started = _time.GetTimestamp();
        while (_queue.Count > 0 && _time.GetElapsedTime(started) < FlushLimit && !_commits.IsAway) await CommitAsync();
        if (_queue.Count is > 0 and var left) Lost(left);
        await _commits.CloseAsync();
    }

    public ValueTask DisposeAsync() => _timer.DisposeAsync();

    private async Task<IOpenCall> WaitAsync(TrailRow row, TrailRound round, Task<bool>? lead)
    {
        // Waits to the end, which the commit bounds: a caller who left now would leave an intent that nobody concludes.
        if (!await ComesAsync(lead ?? round.Done.Task) && _queue.TryWithdraw(row))
        {
            if (lead is not null) _ = LeadWhenToldAsync(lead);
            throw UnavailableException.Database();
        }

        if (lead is not null && await lead) await LeadAsync();
        else await round.Done.Task;
        return row.Refusal is { } refusal ? throw refusal : row;
    }

    /// <summary>Waits for a turn, or for a commit, no longer than a call may.</summary>
    private async Task<bool> ComesAsync(Task awaited)
    {
        if (awaited.IsCompleted) return true;
        try
        {
            await awaited.WaitAsync(WaitLimit, _time);
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
        if (_commits.IsUsageDue || !_queue.TryHandOver(_commits.IsAway)) _ = Task.Run(LeadOnAsync);
        else Rearm();
    }

    private async Task LeadOnAsync()
    {
        do
        {
            await _commits.AddUsageAsync();
        }
        while (!_queue.TryHandOver(_commits.IsAway) && await CommitOnceAsync());

        Rearm();
    }

    private async Task<bool> CommitOnceAsync()
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
            Failed(failure);
        }
        finally
        {
            round.Done.TrySetResult();
        }

        return true;
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
        else if (_queue.Count > 0) _timer.Change(_isBuffered ? BufferedLinger : Linger, Timeout.InfiniteTimeSpan);
        else if (_commits.HasUsage) _timer.Change(UsagePause, Timeout.InfiniteTimeSpan);
    }

    [LoggerMessage(2111, LogLevel.Error, "The audit trail loses {Rows} rows with the end of the process: the database is away.")]
    private partial void Lost(int rows);

    [LoggerMessage(2112, LogLevel.Error, "A commit of the audit trail failed by a fault of the service.")]
    private partial void Failed(Exception failure);
}
