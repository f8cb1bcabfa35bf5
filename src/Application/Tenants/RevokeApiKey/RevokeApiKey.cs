using FluentValidation;
using McpService.Application.Errors;
using McpService.Domain.Auditing;
using McpService.Domain.Tenants;
using MediatR;

namespace McpService.Application.Tenants.RevokeApiKey;

/// <summary>Ends one API key and its tokens now.</summary>
public sealed record RevokeApiKeyCommand(string KeyId) : TenantChange<Unit>
{
    protected override AuditAction Action => AuditAction.ApiKeyRevoke;
}

internal sealed class RevokeApiKeyValidator : AbstractValidator<RevokeApiKeyCommand>
{
    public RevokeApiKeyValidator()
    {
        RuleFor(c => c.TenantId).TenantId();
        RuleFor(c => c.KeyId).KeyId();
    }
}

internal sealed class RevokeApiKeyHandler(ITenantRepository tenants, TimeProvider time) : IRequestHandler<RevokeApiKeyCommand, Unit>
{
    public async Task<Unit> Handle(RevokeApiKeyCommand request, CancellationToken cancellationToken)
    {
        var tenant = await tenants.FindForAsync(request, cancellationToken);
        var now = time.GetUtcNow();
        tenant.RevokeApiKey(tenant.FindUsableApiKey(request.KeyId, now) ?? throw NotFoundException.ApiKey(), now);
        await tenants.SaveAsync(tenant, cancellationToken);
        return Unit.Value;
    }
}
