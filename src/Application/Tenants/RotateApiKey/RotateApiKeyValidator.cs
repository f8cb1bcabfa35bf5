using FluentValidation;
using McpService.Domain.Tenants;

namespace McpService.Application.Tenants.RotateApiKey;

internal sealed class RotateApiKeyValidator : AbstractValidator<RotateApiKeyCommand>
{
    private static readonly int MaxOverlap = (int)Tenant.MaxOverlap.TotalSeconds;

    public RotateApiKeyValidator()
    {
        RuleFor(c => c.TenantId).TenantId();
        RuleFor(c => c.OverlapSeconds).InclusiveBetween(0, MaxOverlap).WithMessage($"must be from 0 to {MaxOverlap} (7 days).");
        RuleFor(c => c.KeyId).KeyId();
    }
}
