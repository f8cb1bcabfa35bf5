using McpService.Application.Auditing;
using McpService.Application.Callers;
using McpService.Application.Errors;
using McpService.Application.Tenants;
using McpService.Domain.Auditing;
using McpService.Domain.Secrets;
using McpService.Domain.Tenants;
using MediatR;

namespace McpService.Application.Tokens.IssueTenantToken;

/// <summary>Trades a tenant's API key, or a token that still lives, for a token that lives no longer than the key.</summary>
/// <param name="ApiKey">The key, or null.</param>
/// <param name="Token">A token of the tenant to renew; does not count beside a key.</param>
public sealed record IssueTenantTokenCommand(Secret? ApiKey, Secret? Token) : IRequest<TenantTokenResponse>, IAuditedRequest
{
    AuditAction IAuditedRequest.Action => AuditAction.TenantTokenIssue;

    AuditStyle IAuditedRequest.Style => AuditStyle.Event;

    bool IAuditedRequest.IsWorthAnEntry(Exception failure) => failure is not (UnavailableException or UnauthorizedException);
}

internal sealed class IssueTenantTokenHandler(
    IApiKeyVerifier keys, IAccessTokenIssuer tokens, TokenRenewal renewal, ITenantDirectory tenants, ICallContext context, TimeProvider time)
    : IRequestHandler<IssueTenantTokenCommand, TenantTokenResponse>
{
    public async Task<TenantTokenResponse> Handle(IssueTenantTokenCommand request, CancellationToken cancellationToken)
    {
        var renewed = request is { ApiKey: null, Token: { } token } ? renewal.Check(token, isAdmin: false) : null;
        var (tenant, key) = renewed is null ? await OfKeyAsync(request.ApiKey, cancellationToken) : await OfTokenAsync(renewed, cancellationToken);

        context.Identify(new Caller(AuditActor.Tenant, tenant, key.KeyId));
        if (tenant.Status == TenantStatus.Suspended) throw ForbiddenException.Suspended();

        var issued = tokens.IssueForTenant(tenant.TenantId, key.KeyId, key.ExpiresAt, renewed?.AuthenticatedAt);
        return new TenantTokenResponse(issued.Token, "Bearer", issued.ExpiresIn, tenant.TenantId);
    }

    private async ValueTask<(TenantSnapshot Tenant, ApiKeySnapshot Key)> OfKeyAsync(Secret? given, CancellationToken cancellationToken)
    {
        // A missing key is a missing credential (401), not a malformed request.
        var verified = given is null ? null : await keys.VerifyAsync(given, cancellationToken);
        return verified is var (tenant, key) ? (tenant, key) : throw new UnauthorizedException("invalid_api_key", "Give a tenant's API key in the header x-api-key.");
    }

    /// <summary>The key that the token was issued for must still be good.</summary>
    private async ValueTask<(TenantSnapshot Tenant, ApiKeySnapshot Key)> OfTokenAsync(AccessTokenClaims claims, CancellationToken cancellationToken)
    {
        var tenant = await tenants.FindByKeyIdAsync(claims.KeyId!, cancellationToken);
        var key = tenant?.ApiKeys.FirstOrDefault(k => k.KeyId == claims.KeyId);
        return tenant?.TenantId == claims.TenantId && key?.IsUsable(time.GetUtcNow()) == true
            ? (tenant!, key)
            : throw new UnauthorizedException("invalid_credentials", "The key that the token was issued for is not good any more.");
    }
}
