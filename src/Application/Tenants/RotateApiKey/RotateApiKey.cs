using McpService.Application.Callers;
using McpService.Application.Errors;
using McpService.Application.Idempotency;
using McpService.Domain.Auditing;
using McpService.Domain.Secrets;
using McpService.Domain.Tenants;
using MediatR;

namespace McpService.Application.Tenants.RotateApiKey;

/// <summary>A new API key in place of an old one, which lives on for a while so that clients can be changed without losing a call.</summary>
/// <param name="OverlapSeconds">How long the old key still works, 0 to 604,800; 0 ends it and its tokens now. Default 86,400: a day.</param>
/// <param name="KeyId">The key to replace. Left out, a tenant replaces the key it presents, and the operator every key.</param>
public sealed record RotateApiKeyCommand(int? OverlapSeconds = null, string? KeyId = null) : TenantChange<RotatedApiKey>, IIdempotentRequest
{
    protected override AuditAction Action => AuditAction.ApiKeyRotate;
}

/// <summary>A new key, whose text is here this once, and when the old one ends.</summary>
public sealed record RotatedApiKey(Secret Text, string KeyId, DateTimeOffset? PreviousExpiresAt, long Revision);

internal sealed class RotateApiKeyHandler(ITenantRepository tenants, IApiKeyIssuer keys, IdempotentAct act, ICallContext context, TimeProvider time)
    : IRequestHandler<RotateApiKeyCommand, RotatedApiKey>
{
    public async Task<RotatedApiKey> Handle(RotateApiKeyCommand request, CancellationToken cancellationToken)
    {
        var tenant = await tenants.FindForAsync(request, cancellationToken);
        var now = time.GetUtcNow();
        var replaced = (request.KeyId ?? context.Caller.KeyId) is { } keyId ? tenant.FindUsableApiKey(keyId, now) ?? throw NotFoundException.ApiKey() : null;
        var overlap = request.OverlapSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : Tenant.DefaultOverlap;

        var (text, stored) = keys.Issue(replaced?.Label);
        var (added, previousExpiresAt) = tenant.RotateApiKey(Guid.CreateVersion7(now), stored, replaced, overlap, now);
        var rotated = act.Answer(new RotatedApiKey(text, added.KeyId, previousExpiresAt, tenant.Revision));
        await tenants.SaveAsync(tenant, cancellationToken);
        return rotated;
    }
}
