using AutoMapper;
using FluentValidation;
using McpService.Domain.Auditing;
using McpService.Domain.Tenants;
using MediatR;

namespace McpService.Application.Tenants.SuspendTenant;

/// <summary>Refuses a tenant's calls until it is resumed.</summary>
public sealed record SuspendTenantCommand : TenantChange<TenantResponse>
{
    protected override AuditAction Action => AuditAction.TenantSuspend;
}

internal sealed class SuspendTenantValidator : AbstractValidator<SuspendTenantCommand>
{
    public SuspendTenantValidator() => RuleFor(c => c.TenantId).TenantId();
}

internal sealed class SuspendTenantHandler(ITenantRepository tenants, IMapper mapper, TimeProvider time) : IRequestHandler<SuspendTenantCommand, TenantResponse>
{
    public async Task<TenantResponse> Handle(SuspendTenantCommand request, CancellationToken cancellationToken)
    {
        var tenant = await tenants.FindForAsync(request, cancellationToken);
        tenant.Suspend(time.GetUtcNow());
        await tenants.SaveAsync(tenant, cancellationToken);
        return mapper.Map<TenantResponse>(tenant);
    }
}
