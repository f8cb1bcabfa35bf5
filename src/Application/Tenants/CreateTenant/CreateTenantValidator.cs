using FluentValidation;

namespace McpService.Application.Tenants.CreateTenant;

internal sealed class CreateTenantValidator : AbstractValidator<CreateTenantCommand>
{
    public CreateTenantValidator(TimeProvider time)
    {
        RuleFor(c => c.Name).TenantName();
        RuleFor(c => c.IntegrationKey).IntegrationKey();
        RuleFor(c => c.Credential).Custom((credential, context) => CredentialRules.Check(context, credential, time));
    }
}
