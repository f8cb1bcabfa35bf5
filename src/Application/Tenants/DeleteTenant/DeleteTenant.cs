using FluentValidation;
using McpService.Domain.Auditing;
using McpService.Domain.Tenants;
using MediatR;

namespace McpService.Application.Tenants.DeleteTenant;

/// <summary>Destroys a tenant's credential and keys. Its audit trail stays.</summary>
public sealed record DeleteTenantCommand : TenantChange<Unit>
{
    protected override AuditAction Action => AuditAction.TenantDelete;
}

internal sealed class DeleteTenantValidator : AbstractValidator<DeleteTenantCommand>
{
    public DeleteTenantValidator() => RuleFor(c => c.TenantId).TenantId();
}

internal sealed class DeleteTenantHandler(ITenantRepository tenants, TimeProvider time) : IRequestHandler<DeleteTenantCommand, Unit>
{
    public async Task<Unit> Handle(DeleteTenantCommand request, CancellationToken cancellationToken)
    {
        var tenant = await tenants.FindForAsync(request, cancellationToken);
        tenant.Delete(time.GetUtcNow());
        await tenants.SaveAsync(tenant, cancellationToken);
        return Unit.Value;
    }
}
