using McpService.Domain.Auditing;
using McpService.Infrastructure.Auditing.Usage;
using Microsoft.Extensions.Logging;

namespace McpService.Infrastructure.Auditing.Writing;

/// <summary>
/// Adds a writer's counts to the table, once a second, with the number of the last batch they contain: what a writer that died had not yet
/// added is counted from the batches after it. For one caller at a time.
/// </summary>
internal sealed partial class UsageAdding(ITrailStore store, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly UsageCounter _counter = new();
    private List<UsageCell> _underWay = [];
    private long _from;
    private long _to;
    private long _lastAt;

    public bool IsWaiting => !_counter.IsEmpty || _underWay.Count > 0;

    public bool IsDue => IsWaiting && time.GetElapsedTime(_lastAt) >= Interval;

    public void Add(IReadOnlyList<AuditEntry> entries, long sequence) => _counter.Add(entries, sequence);

    /// <summary>Another writer begins; what the last one had not added is counted by whoever closes it.</summary>
    public void Restart()
    {
        _counter.Take();
        (_underWay, _from, _to) = ([], 0, 0);
    }

    /// <summary>Never throws; what could not be added is tried again.</summary>
    /// <returns>False where the connection should not be trusted any more.</returns>
    public async Task<bool> AddAsync(long writer, Func<Func<CancellationToken, Task<bool>>, Task<bool>> limited)
    {
        if (!IsWaiting) return true;

        _lastAt = time.GetTimestamp();
        if (_underWay.Count == 0) (_underWay, _to) = (_counter.Take(), _counter.Sequence);
        try
        {
            // False: they were added already, and only the answer was lost; or the writer was closed, and whoever did that counted them.
            await limited(ct => store.AddUsageAsync(writer, _underWay, _from, _to, ct));
            (_underWay, _from) = ([], _to);
            return true;
        }
        catch (Exception failure)
        {
            NotAdded(failure.GetBaseException().Message);
            store.Abandon(failure);
            return false;
        }
    }

    [LoggerMessage(2120, LogLevel.Warning, "Usage could not be added; it is tried again: {Reason}")]
    private partial void NotAdded(string reason);
}
