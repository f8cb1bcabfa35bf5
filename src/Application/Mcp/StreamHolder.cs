using McpService.Application.Callers;
using McpService.Application.Upstream;

namespace McpService.Application.Mcp;

/// <summary>Whose a stream is, and what it hangs on: it ends when its tenant, its key, its token or its credential does.</summary>
/// <param name="TenantRef">The tenant.</param>
/// <param name="Key">What the tenant connected with.</param>
/// <param name="ApiKeyId">The API key that opened it, or that its token was issued for; null for an operator's token, which names none.</param>
/// <param name="EndsAt">End of the token's life; null for a key.</param>
public sealed record StreamHolder(Guid TenantRef, ConnectionKey Key, string? ApiKeyId, DateTimeOffset? EndsAt)
{
    /// <exception cref="InvalidOperationException">Not a tenant: a fault of ours.</exception>
    public static StreamHolder Of(Caller caller) => caller is { Tenant: { } tenant } and ({ KeyId: not null } or { IsOperator: true })
        ? new StreamHolder(tenant.Id, UpstreamTarget.KeyOf(tenant), caller.KeyId, caller.EndsAt)
        : throw new InvalidOperationException("Only tenants hold streams.");
}
