using FluentValidation;
using McpService.Application.Tenants;
using McpService.Application.Tenants.UpdateTenant;

namespace McpService.Application.Tools.PreviewTools;

internal sealed class PreviewToolsValidator : AbstractValidator<PreviewToolsQuery>
{
    public PreviewToolsValidator()
    {
        RuleFor(q => q.TenantId).TenantId();
        RuleFor(q => q.Tools.Value).Custom((tools, context) => ToolPolicyRules.Check(context, tools));
    }
}
