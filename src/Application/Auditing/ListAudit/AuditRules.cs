using FluentValidation;
using McpService.Domain.Auditing;

namespace McpService.Application.Auditing.ListAudit;

internal static class AuditRules
{
    /// <summary>Rules of the filters, whichever request has them.</summary>
    public static void AddTo<T>(AbstractValidator<T> validator)
        where T : AuditFilters
    {
        RangeRules.AddTo(validator);
        validator.RuleFor(q => q.Action).Must(a => a is null || AuditWords<AuditAction>.Parse(a) is not null).WithMessage(OneOf<AuditAction>());
        validator.RuleFor(q => q.Outcome).Must(o => o is null || AuditWords<AuditOutcome>.Parse(o) is not null).WithMessage(OneOf<AuditOutcome>());
        validator.RuleFor(q => q.Actor).Must(a => a is null || AuditWords<AuditActor>.Parse(a) is not null).WithMessage(OneOf<AuditActor>());
        validator.RuleFor(q => q.RequestId).Must(r => r is null || Guid.TryParseExact(r, "N", out _)).WithMessage("must be a request's id: 32 hexadecimal digits.");
        validator.RuleFor(q => q.KeyId).Must(RangeRules.IsText).WithMessage(RangeRules.NoText);
    }

    private static string OneOf<T>()
        where T : struct, Enum => $"must be one of: {string.Join(", ", AuditWords<T>.All)}.";
}
