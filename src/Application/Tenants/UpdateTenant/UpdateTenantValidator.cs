using FluentValidation;
using McpService.Application.Validation;
using McpService.Domain.Tenants;

namespace McpService.Application.Tenants.UpdateTenant;

internal sealed class UpdateTenantValidator : AbstractValidator<UpdateTenantCommand>
{
    private const string ToKeep = "to keep what there is";

    public UpdateTenantValidator()
    {
        RuleFor(c => c.TenantId).TenantId();
        RuleFor(c => c).Must(ChangesSomething).OverridePropertyName(IRequestFaults.Body)
            .WithMessage("must have at least one of name, integrationKey, tools, limits, timeoutSeconds.");
        RuleFor(c => c.Name.Value).Cascade(CascadeMode.Stop).NotNull().WithMessage($"must not be null; leave it out {ToKeep}.").TenantName(ToKeep)
            .OverridePropertyName("name").When(c => c.Name.IsGiven);
        RuleFor(c => c.IntegrationKey.Value).IntegrationKey().OverridePropertyName("integrationKey").When(c => c.IntegrationKey.IsGiven);
        RuleFor(c => c.TimeoutSeconds.Value).InclusiveBetween(1, Tenant.MaxTimeoutSeconds).OverridePropertyName("timeoutSeconds")
            .WithMessage($"must be from 1 to {Tenant.MaxTimeoutSeconds}, or null for the default.");
        RuleFor(c => c.Tools.Value).Custom((tools, context) => ToolPolicyRules.Check(context, tools));
        AddLimits();
    }

    private static bool ChangesSomething(UpdateTenantCommand c) =>
        c.Name.IsGiven || c.IntegrationKey.IsGiven || c.Tools.IsGiven || c.Limits.IsGiven || c.TimeoutSeconds.IsGiven;

    private void AddLimits()
    {
        RuleFor(c => c.Limits.Value).Must(l => l is not { IsEmpty: true }).OverridePropertyName("limits")
            .WithMessage("must have at least one of requestsPerSecond, burst, concurrency; or be null for the defaults.");
        AddLimit("requestsPerSecond", l => l.RequestsPerSecond, TenantLimits.MaxRate);
        AddLimit("burst", l => l.Burst, TenantLimits.MaxRate);
        AddLimit("concurrency", l => l.Concurrency, TenantLimits.MaxConcurrency);
    }

    private void AddLimit(string field, Func<LimitsChange, OptionalField<int?>> limit, int max) =>
        RuleFor(c => c.Limits.Value == null ? null : limit(c.Limits.Value).Value).InclusiveBetween(1, max).OverridePropertyName($"limits.{field}")
            .WithMessage($"must be from 1 to {max}, or null for the default.");
}
