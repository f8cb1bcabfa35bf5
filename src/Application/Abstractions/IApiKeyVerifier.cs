using McpService.Domain.Secrets;

namespace McpService.Application.Abstractions;

/// <summary>Tells whose an API key is.</summary>
public interface IApiKeyVerifier
{
    /// <summary>The tenant and the key, or null for a key that is malformed, unknown, wrong, expired or revoked. Takes the same time for each of these.</summary>
    ValueTask<VerifiedKey?> VerifyAsync(Secret candidate, CancellationToken cancellationToken);
}

/// <summary>A key that proved good.</summary>
public sealed record VerifiedKey(TenantSnapshot Tenant, ApiKeySnapshot Key);
