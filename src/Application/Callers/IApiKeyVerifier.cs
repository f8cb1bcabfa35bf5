using McpService.Application.Errors;
using McpService.Application.Tenants;
using McpService.Domain.Secrets;
using McpService.Domain.Tenants;

namespace McpService.Application.Callers;

/// <summary>Tells whose an API key is.</summary>
public interface IApiKeyVerifier
{
    /// <summary>
    /// The tenant and the key, or null for a key that is malformed, unknown, wrong, expired or revoked. A malformed one is not looked
    /// up, which tells nothing that its text does not; the others are worked on alike.
    /// </summary>
    /// <exception cref="Errors.UnavailableException"><c>database_unavailable</c>: neither a good key nor a bad one can be told now.</exception>
    ValueTask<VerifiedKey?> VerifyAsync(Secret candidate, CancellationToken cancellationToken);
}

/// <summary>A key that proved good.</summary>
public sealed record VerifiedKey(TenantSnapshot Tenant, ApiKeySnapshot Key);
