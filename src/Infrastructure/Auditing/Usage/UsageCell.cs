using McpService.Application.Auditing.GetUsage;
using McpService.Domain.Auditing;

namespace McpService.Infrastructure.Auditing.Usage;

/// <summary>What is counted together.</summary>
/// <param name="At">Seconds since 1970 at which the span begins.</param>
/// <param name="Span">Seconds: a minute, or an hour once two days have passed.</param>
/// <param name="TenantRef">Empty for nobody's.</param>
/// <param name="Tool">Its name, or what was asked for in parentheses.</param>
/// <param name="Outcome">How it ended.</param>
internal readonly record struct UsageKey(long At, int Span, Guid TenantRef, string Tool, AuditOutcome Outcome);

/// <summary>Counts of one key.</summary>
internal sealed class UsageCell(UsageKey key)
{
    public UsageKey Key { get; } = key;

    public long Calls { get; set; }

    public long Refusals { get; set; }

    public long BytesIn { get; set; }

    public long BytesOut { get; set; }

    /// <summary>Microseconds, of calls whose end was seen.</summary>
    public long Duration { get; set; }

    /// <summary>Calls by duration, as <see cref="DurationBuckets"/> has them.</summary>
    public long[] Durations { get; } = new long[DurationBuckets.Count];

    public void Add(UsageCell other)
    {
        Calls += other.Calls;
        Refusals += other.Refusals;
        BytesIn += other.BytesIn;
        BytesOut += other.BytesOut;
        Duration += other.Duration;
        for (var i = 0; i < Durations.Length; i++) Durations[i] += other.Durations[i];
    }

    public void Add(AuditEntry entry)
    {
        if (entry.Action == AuditAction.RequestsRefuse)
        {
            Refusals += entry.Times ?? 1;
            return;
        }

        Calls++;
        BytesIn += entry.BytesIn ?? 0;
        BytesOut += entry.BytesOut ?? 0;
        if (entry.Duration is not { } duration) return;
        Duration += duration;
        Durations[DurationBuckets.Of(duration)]++;
    }
}
