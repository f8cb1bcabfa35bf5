using FluentValidation;
using McpService.Application.Callers;
using McpService.Domain.Auditing;
using MediatR;

namespace McpService.Application.Auditing.GetUsage;

/// <summary>Counts and latencies by tenant, tool and outcome over a range, from usage.</summary>
public sealed record GetAuditSummaryQuery : RangeFilters, IRequest<AuditSummary>;

/// <summary>A summary.</summary>
/// <param name="From">Start of the range, to the minute.</param>
/// <param name="To">End of the range.</param>
/// <param name="PercentilesAreEstimated">Always: they are read off a histogram.</param>
/// <param name="Total">Of everything in the range, also of what is left out of the rows.</param>
/// <param name="Rows">The most used first.</param>
public sealed record AuditSummary(DateTimeOffset From, DateTimeOffset To, bool PercentilesAreEstimated, AuditSummaryTotal Total, IReadOnlyList<AuditSummaryRow> Rows);

/// <summary>Counts and latencies of a whole range.</summary>
/// <param name="Calls">Calls.</param>
/// <param name="Refusals">Requests that were refused before they were calls.</param>
/// <param name="P50Ms">Half of the calls took no longer; estimated; null without calls.</param>
/// <param name="P95Ms">95 % of the calls took no longer; estimated.</param>
public sealed record AuditSummaryTotal(long Calls, long Refusals, double? P50Ms, double? P95Ms);

/// <summary>Counts and latencies of one tenant, tool and outcome.</summary>
/// <param name="TenantId">Public id; null for requests of nobody.</param>
/// <param name="Tool">A tool's name, or in parentheses what else was asked for.</param>
/// <param name="Outcome">How the calls ended.</param>
/// <param name="Calls">Calls.</param>
/// <param name="Refusals">Requests that were refused before they were calls.</param>
/// <param name="MeanMs">Mean duration in milliseconds; null without calls.</param>
/// <param name="P50Ms">Half of the calls took no longer; estimated.</param>
/// <param name="P95Ms">95 % of the calls took no longer; estimated.</param>
/// <param name="P99Ms">99 % of the calls took no longer; estimated.</param>
public sealed record AuditSummaryRow(
    string? TenantId, string Tool, string Outcome, long Calls, long Refusals, double? MeanMs, double? P50Ms, double? P95Ms, double? P99Ms);

internal sealed class GetAuditSummaryValidator : AbstractValidator<GetAuditSummaryQuery>
{
    public GetAuditSummaryValidator() => RangeRules.AddTo(this);
}

internal sealed class GetAuditSummaryHandler(IUsageReader usage, ICallContext context, TimeProvider time) : IRequestHandler<GetAuditSummaryQuery, AuditSummary>
{
    // More than anybody reads; the most used come first.
    private const int MaxRows = 1_000;

    public async Task<AuditSummary> Handle(GetAuditSummaryQuery request, CancellationToken cancellationToken)
    {
        var search = UsageQuestion.SearchOf(request, context.Caller, seconds: null, time);
        var rows = await usage.ReadAsync(search, cancellationToken).OrderByDescending(r => r.Calls + r.Refusals).ToListAsync(cancellationToken);
        return new AuditSummary(search.From, search.To, PercentilesAreEstimated: true, TotalOf(rows), [.. rows.Take(MaxRows).Select(RowOf)]);
    }

    private static AuditSummaryTotal TotalOf(List<UsageRow> rows)
    {
        var durations = new long[DurationBuckets.Count];
        foreach (var row in rows)
        {
            for (var i = 0; i < durations.Length; i++) durations[i] += row.Durations[i];
        }

        return new AuditSummaryTotal(rows.Sum(r => r.Calls), rows.Sum(r => r.Refusals), DurationBuckets.Percentile(durations, 0.5), DurationBuckets.Percentile(durations, 0.95));
    }

    private static AuditSummaryRow RowOf(UsageRow row)
    {
        var timed = row.Durations.Sum();
        return new AuditSummaryRow(
            row.TenantId, row.Tool, AuditWords<AuditOutcome>.Of(row.Outcome), row.Calls, row.Refusals, timed == 0 ? null : row.Duration / 1000.0 / timed,
            DurationBuckets.Percentile(row.Durations, 0.5), DurationBuckets.Percentile(row.Durations, 0.95), DurationBuckets.Percentile(row.Durations, 0.99));
    }
}
