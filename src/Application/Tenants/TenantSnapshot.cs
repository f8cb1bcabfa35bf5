using McpService.Application.Upstream;
using McpService.Domain.Tenants;

namespace McpService.Application.Tenants;

/// <summary>What a call needs to know of its tenant: immutable, shared between calls, at most a second old.</summary>
public sealed record TenantSnapshot(
    Guid Id,
    string TenantId,
    string IntegrationKey,
    TenantStatus Status,
    ToolPolicy Tools,
    TenantLimits Limits,
    TimeSpan? Timeout,
    SealedCredential? Credential,
    IReadOnlyList<ApiKeySnapshot> ApiKeys);

/// <summary>One API key of a <see cref="TenantSnapshot"/>.</summary>
/// <param name="KeyId">Public part of the key.</param>
/// <param name="Hash">HMAC-SHA256 of the key.</param>
/// <param name="HashKeyId">Service key of the hash.</param>
/// <param name="ExpiresAt">End of the key's life, or null.</param>
public sealed record ApiKeySnapshot(string KeyId, byte[] Hash, string HashKeyId, DateTimeOffset? ExpiresAt)
{
    public bool IsUsable(DateTimeOffset now) => ExpiresAt is null || now < ExpiresAt;
}
