using FluentValidation;
using McpService.Application.Auditing.ListAudit;
using McpService.Application.Callers;
using McpService.Domain.Auditing;
using MediatR;

namespace McpService.Application.Auditing.GetUsage;

/// <summary>Usage by interval, tenant, tool and outcome, as it is read.</summary>
public sealed record GetUsageQuery : RangeFilters, IRequest<IAsyncEnumerable<UsageResponse>>
{
    /// <summary><c>minute</c> (of the last two days), <c>hour</c> (default) or <c>day</c>, UTC.</summary>
    public string? Interval { get; init; }
}

/// <summary>Usage of one interval, tenant, tool and outcome.</summary>
/// <param name="At">Start of the interval.</param>
/// <param name="TenantId">Public id; null for requests of nobody.</param>
/// <param name="Tool">A tool's name, or in parentheses what else was asked for.</param>
/// <param name="Outcome">How the calls ended.</param>
/// <param name="Calls">Calls.</param>
/// <param name="Refusals">Requests that were refused before they were calls.</param>
/// <param name="BytesIn">Bytes of arguments.</param>
/// <param name="BytesOut">Bytes of results.</param>
/// <param name="DurationMs">Milliseconds of all calls together.</param>
public sealed record UsageResponse(
    DateTimeOffset At, string? TenantId, string Tool, string Outcome, long Calls, long Refusals, long BytesIn, long BytesOut, double DurationMs);

internal sealed class GetUsageValidator : AbstractValidator<GetUsageQuery>
{
    public GetUsageValidator()
    {
        RangeRules.AddTo(this);
        RuleFor(q => q.Interval).Must(i => i is null || UsageQuestion.SecondsOf(i) is not null).WithMessage("must be minute, hour or day.");
    }
}

internal sealed class GetUsageHandler(IUsageReader usage, ICallContext context, TimeProvider time) : IRequestHandler<GetUsageQuery, IAsyncEnumerable<UsageResponse>>
{
    public Task<IAsyncEnumerable<UsageResponse>> Handle(GetUsageQuery request, CancellationToken cancellationToken)
    {
        var search = UsageQuestion.SearchOf(request, context.Caller, UsageQuestion.SecondsOf(request.Interval ?? "hour"), time);
        return Task.FromResult(usage.ReadAsync(search, cancellationToken).Select(ResponseOf));
    }

    private static UsageResponse ResponseOf(UsageRow row) => new(
        row.At, row.TenantId, row.Tool, AuditWords<AuditOutcome>.Of(row.Outcome), row.Calls, row.Refusals, row.BytesIn, row.BytesOut, row.Duration / 1000.0);
}
