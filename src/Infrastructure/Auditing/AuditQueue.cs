using System.Threading.Channels;
using McpService.Application.Errors;
using McpService.Domain.Auditing;

namespace McpService.Infrastructure.Auditing;

/// <summary>
/// Rows on their way from many requests to the one writer. Bounded: when the writer cannot keep up, the oldest row goes; whoever
/// waits for it is told, and what nobody waits for is counted.
/// </summary>
internal sealed class AuditQueue
{
    public const int Capacity = 20_000;

    private readonly Channel<AuditRow> _rows;
    private readonly AuditLosses _losses;
    private readonly TimeProvider _time;
    private volatile TaskCompletionSource _urgent = NewSignal();

    public AuditQueue(AuditLosses losses, TimeProvider time)
    {
        (_losses, _time) = (losses, time);
        var options = new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true };
        _rows = Channel.CreateBounded<AuditRow>(options, GiveUp);
    }

    public ChannelReader<AuditRow> Rows => _rows.Reader;

    /// <summary>The row is committed when the task completes.</summary>
    public Task AddUrgentAsync(AuditEntry entry)
    {
        var committed = NewSignal();
        Add(new AuditRow(entry, _time.GetTimestamp(), committed));
        _urgent.TrySetResult();
        return committed.Task;
    }

    public void Add(AuditEntry entry) => Add(new AuditRow(entry, _time.GetTimestamp(), committed: null));

    /// <summary>Completes when an urgent row came after this was called. Rows that came before can be read already.</summary>
    public Task NextUrgent() => (_urgent = NewSignal()).Task;

    /// <summary>Takes no more rows: nobody would write them.</summary>
    public void Close() => _rows.Writer.TryComplete();

    private void Add(AuditRow row)
    {
        if (!_rows.Writer.TryWrite(row)) GiveUp(row);
    }

    private void GiveUp(AuditRow row)
    {
        if (row.Committed is { } committed) committed.TrySetException(UnavailableException.Database());
        else _losses.Add(1);
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
