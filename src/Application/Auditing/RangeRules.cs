using FluentValidation;

namespace McpService.Application.Auditing;

internal static class RangeRules
{
    private const int MaxText = 256;
    private const string NoTime = "must be a time with its zone, such as 2026-11-26T08:00:00Z.";

    public static readonly string NoText = $"must be at most {MaxText} characters, and no control characters.";

    public static void AddTo<T>(AbstractValidator<T> validator)
        where T : RangeFilters
    {
        validator.RuleFor(q => q.From).Must(IsTime).WithMessage(NoTime);
        validator.RuleFor(q => q.To).Must(IsTime).WithMessage(NoTime);
        validator.RuleFor(q => q.From)
            .Must((q, from) => AuditTimes.Parse(from) is not { } a || AuditTimes.Parse(q.To) is not { } b || a <= b).WithMessage("must not be after to.");
        validator.RuleFor(q => q.TenantId).Must(IsText).WithMessage(NoText);
        validator.RuleFor(q => q.Tool).Must(IsText).WithMessage(NoText);
    }

    /// <summary>What a database can be asked for: PostgreSQL takes no NUL and no half character.</summary>
    public static bool IsText(string? text) => text is null || (text.Length <= MaxText && !text.Any(c => char.IsControl(c) || char.IsSurrogate(c)));

    private static bool IsTime(string? text) => text is null || AuditTimes.Parse(text) is not null;
}
