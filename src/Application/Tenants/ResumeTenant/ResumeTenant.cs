using AutoMapper;
using FluentValidation;
using McpService.Domain.Auditing;
using McpService.Domain.Tenants;
using MediatR;

namespace McpService.Application.Tenants.ResumeTenant;

/// <summary>Lets a suspended tenant call again, with the keys and tokens it had.</summary>
public sealed record ResumeTenantCommand : TenantChange<TenantResponse>
{
    protected override AuditAction Action => AuditAction.TenantResume;
}

internal sealed class ResumeTenantValidator : AbstractValidator<ResumeTenantCommand>
{
    public ResumeTenantValidator() => RuleFor(c => c.TenantId).TenantId();
}

internal sealed class ResumeTenantHandler(ITenantRepository tenants, IMapper mapper, TimeProvider time) : IRequestHandler<ResumeTenantCommand, TenantResponse>
{
    public async Task<TenantResponse> Handle(ResumeTenantCommand request, CancellationToken cancellationToken)
    {
        var tenant = await tenants.FindForAsync(request, cancellationToken);
        tenant.Resume(time.GetUtcNow());
        await tenants.SaveAsync(tenant, cancellationToken);
        return mapper.Map<TenantResponse>(tenant);
    }
}
