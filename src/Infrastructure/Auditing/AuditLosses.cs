using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace McpService.Infrastructure.Auditing;

/// <summary>Counts rows that the trail lost because a bound was hit: never silently, and without a line for each.</summary>
internal sealed partial class AuditLosses(IMeterFactory meters, TimeProvider time, ILogger<AuditLosses> logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private readonly Counter<long> _lost = meters.Create("McpService").CreateCounter<long>("mcpservice.audit.lost", "{row}", "Audit rows dropped because the database was away for too long.");
    private readonly Lock _lock = new();
    private long _untold;
    private long? _toldAt;

    public void Add(int rows)
    {
        _lost.Add(rows);
        long told;
        lock (_lock)
        {
            _untold += rows;
            if (_toldAt is { } at && time.GetElapsedTime(at) < Pause) return;
            (told, _untold, _toldAt) = (_untold, 0, time.GetTimestamp());
        }

        Lost(told);
    }

    [LoggerMessage(2101, LogLevel.Error, "The audit trail lost {Rows} rows: the database was away for longer than they could be kept.")]
    private partial void Lost(long rows);
}
