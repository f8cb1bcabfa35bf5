using McpService.Application.Auditing;
using McpService.Application.Callers;
using McpService.Application.Errors;
using McpService.Application.Tenants;
using McpService.Domain.Auditing;
using McpService.Domain.Secrets;
using McpService.Domain.Tenants;
using MediatR;

namespace McpService.Application.Tokens.IssueTenantToken;

/// <summary>Trades a tenant's API key for a token that lives no longer than the key.</summary>
public sealed record IssueTenantTokenCommand(Secret? ApiKey) : IRequest<TenantTokenResponse>, IAuditedRequest
{
    AuditAction IAuditedRequest.Action => AuditAction.TenantTokenIssue;

    AuditStyle IAuditedRequest.Style => AuditStyle.Event;

    bool IAuditedRequest.IsWorthAnEntry(Exception failure) => failure is not (UnavailableException or UnauthorizedException);
}

internal sealed class IssueTenantTokenHandler(IApiKeyVerifier keys, IAccessTokenIssuer tokens, ICallContext context)
    : IRequestHandler<IssueTenantTokenCommand, TenantTokenResponse>
{
    public async Task<TenantTokenResponse> Handle(IssueTenantTokenCommand request, CancellationToken cancellationToken)
    {
        // A missing key is a missing credential (401), not a malformed request.
        var verified = request.ApiKey is null ? null : await keys.VerifyAsync(request.ApiKey, cancellationToken);
        if (verified is not var (tenant, key)) throw new UnauthorizedException("invalid_api_key", "Give a tenant's API key in the header x-api-key.");

        context.Identify(new Caller(AuditActor.Tenant, tenant, key.KeyId));
        if (tenant.Status == TenantStatus.Suspended) throw ForbiddenException.Suspended();

        var token = tokens.IssueForTenant(tenant.TenantId, key.KeyId, key.ExpiresAt);
        return new TenantTokenResponse(token.Token, "Bearer", token.ExpiresIn, tenant.TenantId);
    }
}
