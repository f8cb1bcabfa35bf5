using FluentValidation;
using McpService.Application.Idempotency;
using McpService.Domain.Auditing;
using McpService.Domain.Secrets;
using McpService.Domain.Tenants;
using MediatR;

namespace McpService.Application.Tenants.CreateApiKey;

/// <summary>A further API key for a tenant.</summary>
/// <param name="Label">What the operator calls it, at most 100 characters; or null.</param>
public sealed record CreateApiKeyCommand(string? Label = null) : TenantChange<CreatedApiKey>, IIdempotentRequest
{
    protected override AuditAction Action => AuditAction.ApiKeyCreate;
}

/// <summary>A new key, whose text is here this once.</summary>
public sealed record CreatedApiKey(Secret Text, string KeyId, string? Label, DateTimeOffset CreatedAt, long Revision);

internal sealed class CreateApiKeyValidator : AbstractValidator<CreateApiKeyCommand>
{
    public CreateApiKeyValidator()
    {
        RuleFor(c => c.TenantId).TenantId();
        RuleFor(c => c.Label).KeyLabel();
    }
}

internal sealed class CreateApiKeyHandler(ITenantRepository tenants, IApiKeyIssuer keys, IdempotentAct act, TimeProvider time) : IRequestHandler<CreateApiKeyCommand, CreatedApiKey>
{
    public async Task<CreatedApiKey> Handle(CreateApiKeyCommand request, CancellationToken cancellationToken)
    {
        var tenant = await tenants.FindForAsync(request, cancellationToken);
        var now = time.GetUtcNow();
        var (text, stored) = keys.Issue(request.Label);
        var added = tenant.AddApiKey(Guid.CreateVersion7(now), stored, now);
        var created = act.Answer(new CreatedApiKey(text, added.KeyId, added.Label, added.CreatedAt, tenant.Revision));
        await tenants.SaveAsync(tenant, cancellationToken);
        return created;
    }
}
