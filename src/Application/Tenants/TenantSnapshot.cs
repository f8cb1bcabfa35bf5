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
    IReadOnlyList<ApiKeySnapshot> ApiKeys)
{
    /// <summary>The tenant's, as it was read: another one says that something of the tenant is not as it stands here.</summary>
    public long Revision { get; init; }

    /// <summary>How often it was suspended: a token lent to an operator is good for one value.</summary>
    public int Suspensions { get; init; }

    /// <summary>Which tools it may use.</summary>
    public ToolAccess Access { get; } = new(Integrations.Parse(IntegrationKey), Tools);
}
