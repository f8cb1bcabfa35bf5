using FluentValidation;
using McpService.Application.Auditing;
using McpService.Application.Callers;
using McpService.Application.Errors;
using McpService.Application.Tenants;
using McpService.Domain.Auditing;
using McpService.Domain.Tenants;
using MediatR;

namespace McpService.Application.Tokens.LendTenantToken;

/// <summary>
/// A tenant's token for an operator who wants to see what the tenant sees. It lives five minutes, names no key, opens what is for tenants alone,
/// and whatever is done with it stands in the trail as done by the operator.
/// </summary>
/// <param name="TenantId">Public id of the tenant.</param>
public sealed record LendTenantTokenCommand(string TenantId) : IRequest<TenantTokenResponse>, IAuditedRequest
{
    AuditAction IAuditedRequest.Action => AuditAction.TenantTokenIssue;

    AuditStyle IAuditedRequest.Style => AuditStyle.Event;
}

internal sealed class LendTenantTokenValidator : AbstractValidator<LendTenantTokenCommand>
{
    public LendTenantTokenValidator() => RuleFor(c => c.TenantId).TenantId();
}

internal sealed class LendTenantTokenHandler(ITenantDirectory tenants, IAccessTokenIssuer tokens, ICallContext context) : IRequestHandler<LendTenantTokenCommand, TenantTokenResponse>
{
    public async Task<TenantTokenResponse> Handle(LendTenantTokenCommand request, CancellationToken cancellationToken)
    {
        var tenant = await tenants.FindByTenantIdAsync(request.TenantId, cancellationToken) ?? throw NotFoundException.Tenant();

        // The entry names the tenant; who asks stays the operator.
        context.Identify(context.Caller with { Tenant = tenant });
        if (tenant.Status == TenantStatus.Suspended) throw ForbiddenException.Suspended();

        var token = tokens.IssueForOperator(tenant.TenantId, tenant.Suspensions);
        return new TenantTokenResponse(token.Token, "Bearer", token.ExpiresIn, tenant.TenantId);
    }
}
