using McpService.Infrastructure.Mcp.Streams;

namespace McpService.Infrastructure.Mcp;

/// <summary>What this process holds open at the upstream and towards clients, tenant by tenant.</summary>
internal interface ITenantConnections
{
    /// <summary>Tenants that have anything open, whether they call or not.</summary>
    IReadOnlyCollection<Guid> Tenants { get; }

    /// <summary>
    /// Ends what a tenant may no longer have. After a change of what it connects with, answers under way come to their end, and their
    /// sessions after them; a tenant that may not connect at all loses everything now, but for calls over REST, which it has paid for.
    /// </summary>
    /// <param name="tenantRef">The tenant.</param>
    /// <param name="current">What it has; null for a tenant that is suspended or deleted.</param>
    /// <param name="asOf">Timestamp from before that was read: what was opened later may know better, and is for the next time.</param>
    void Restrict(Guid tenantRef, TenantAccess? current, long asOf);
}
