using FluentValidation;

namespace McpService.Application.Tenants.ListTenants;

internal sealed class ListTenantsValidator : AbstractValidator<ListTenantsQuery>
{
    public ListTenantsValidator()
    {
        RuleFor(q => q.Status).Must(s => s is null or "active" or "suspended").WithMessage("must be \"active\" or \"suspended\".");
        RuleFor(q => q.Search).MaximumLength(200).WithMessage("must be at most 200 characters.")
            .Must(s => s is null || !s.Contains('\0')).WithMessage("must not contain NUL.");
        RuleFor(q => q.Limit).InclusiveBetween(1, 200).WithMessage("must be from 1 to 200.");
        RuleFor(q => q.Cursor).Must(c => c is null || TenantCursor.Parse(c) is not null).WithMessage("must be the nextCursor of an earlier page.");
    }
}
