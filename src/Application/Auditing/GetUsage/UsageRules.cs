using FluentValidation;
using McpService.Application.Auditing.ListAudit;
using McpService.Application.Callers;

namespace McpService.Application.Auditing.GetUsage;

internal static class UsageRules
{
    private const int MaxText = 256;
    private const string NoTime = "must be a time with its zone, such as 2026-11-26T08:00:00Z.";

    public static void AddTo<T>(AbstractValidator<T> validator)
        where T : UsageFilters
    {
        validator.RuleFor(q => q.From).Must(t => t is null || AuditTimes.Parse(t) is not null).WithMessage(NoTime);
        validator.RuleFor(q => q.To).Must(t => t is null || AuditTimes.Parse(t) is not null).WithMessage(NoTime);
        validator.RuleFor(q => q.From)
            .Must((q, from) => AuditTimes.Parse(from) is not { } a || AuditTimes.Parse(q.To) is not { } b || a <= b).WithMessage("must not be after to.");
        validator.RuleFor(q => q.TenantId).MaximumLength(MaxText).WithMessage($"must be at most {MaxText} characters.");
        validator.RuleFor(q => q.Tool).MaximumLength(MaxText).WithMessage($"must be at most {MaxText} characters.");
    }

    /// <summary>Null for what is no interval.</summary>
    public static int? SecondsOf(string interval) => interval switch
    {
        "minute" => 60,
        "hour" => 3_600,
        "day" => 86_400,
        _ => null,
    };

    /// <summary>Whatever the filters say, a tenant reads its own usage.</summary>
    public static UsageSearch SearchOf(UsageFilters filters, Caller caller, int? seconds, TimeProvider time)
    {
        var to = AuditTimes.Parse(filters.To) ?? time.GetUtcNow().AddMinutes(1);
        var from = AuditTimes.Parse(filters.From) ?? to.AddDays(-1);
        return new UsageSearch(caller.Tenant?.Id, caller.Tenant is null ? filters.TenantId : null, from, to, filters.Tool, seconds);
    }
}
