using FluentValidation;
using McpService.Domain.Auditing;

namespace McpService.Application.Auditing.ListAudit;

internal static class AuditRules
{
    private const int MaxText = 256;
    private const string NoTime = "must be a time with its zone, such as 2026-11-26T08:00:00Z.";

    /// <summary>Rules of the filters, whichever request has them.</summary>
    public static void AddTo<T>(AbstractValidator<T> validator)
        where T : AuditFilters
    {
        validator.RuleFor(q => q.From).Must(IsTime).WithMessage(NoTime);
        validator.RuleFor(q => q.To).Must(IsTime).WithMessage(NoTime);
        validator.RuleFor(q => q.From)
            .Must((q, from) => AuditTimes.Parse(from) is not { } a || AuditTimes.Parse(q.To) is not { } b || a <= b).WithMessage("must not be after to.");
        validator.RuleFor(q => q.Action).Must(a => a is null || AuditWords<AuditAction>.Parse(a) is not null).WithMessage(OneOf<AuditAction>());
        validator.RuleFor(q => q.Outcome).Must(o => o is null || AuditWords<AuditOutcome>.Parse(o) is not null).WithMessage(OneOf<AuditOutcome>());
        validator.RuleFor(q => q.Actor).Must(a => a is null || AuditWords<AuditActor>.Parse(a) is not null).WithMessage(OneOf<AuditActor>());
        validator.RuleFor(q => q.RequestId).Must(r => r is null || Guid.TryParseExact(r, "N", out _)).WithMessage("must be a request's id: 32 hexadecimal digits.");
        validator.RuleFor(q => q.TenantId).Must(IsText).WithMessage($"must be at most {MaxText} characters, and no control characters.");
        validator.RuleFor(q => q.Tool).Must(IsText).WithMessage($"must be at most {MaxText} characters, and no control characters.");
        validator.RuleFor(q => q.KeyId).Must(IsText).WithMessage($"must be at most {MaxText} characters, and no control characters.");
    }

    private static bool IsTime(string? text) => text is null || AuditTimes.Parse(text) is not null;

    private static bool IsText(string? text) => text is null || (text.Length <= MaxText && !text.Any(c => char.IsControl(c) || char.IsSurrogate(c)));

    private static string OneOf<T>()
        where T : struct, Enum => $"must be one of: {string.Join(", ", AuditWords<T>.All)}.";
}
