using McpService.Domain.Auditing;

namespace McpService.Application.Auditing.GetUsage;

/// <summary>Reads what was counted, summed up over writers.</summary>
public interface IUsageReader
{
    /// <summary>Sums by interval, tenant, tool and outcome, oldest first.</summary>
    IAsyncEnumerable<UsageRow> ReadAsync(UsageSearch search, CancellationToken cancellationToken);
}

/// <param name="TenantRef">Of this tenant alone; null for all.</param>
/// <param name="TenantId">The same by its public id, where only that is known.</param>
/// <param name="From">From this time on.</param>
/// <param name="To">Before this time.</param>
/// <param name="Tool">Of this tool alone; null for all.</param>
/// <param name="Seconds">Length of an interval; null for one as long as the range.</param>
public sealed record UsageSearch(Guid? TenantRef, string? TenantId, DateTimeOffset From, DateTimeOffset To, string? Tool, int? Seconds);

/// <summary>Counts of one interval, tenant, tool and outcome.</summary>
/// <param name="At">Start of the interval.</param>
/// <param name="TenantId">Null for nobody's.</param>
/// <param name="Tool">A tool's name, or what else was asked for, in parentheses.</param>
/// <param name="Outcome">How the calls ended.</param>
/// <param name="Calls">Calls.</param>
/// <param name="Refusals">Requests refused before they were calls.</param>
/// <param name="BytesIn">Bytes of arguments.</param>
/// <param name="BytesOut">Bytes of results.</param>
/// <param name="Duration">Microseconds.</param>
/// <param name="Durations">Calls by duration, in the conventions' buckets.</param>
public sealed record UsageRow(
    DateTimeOffset At, string? TenantId, string Tool, AuditOutcome Outcome, long Calls, long Refusals, long BytesIn, long BytesOut, long Duration, IReadOnlyList<long> Durations);
