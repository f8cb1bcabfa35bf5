using McpService.Application.Tenants;
using McpService.Application.Upstream;

namespace McpService.Infrastructure.Persistence.Tenants;

/// <summary>An active tenant as the database has it now, by what can end a connection or make a snapshot old.</summary>
/// <param name="Revision">Counts the tenant's changes.</param>
/// <param name="Key">What it connects with.</param>
/// <param name="SuspectSince">When the upstream refused its credential first; null while it takes it. Written beside the revision.</param>
/// <param name="ApiKeys">Those that are not revoked, with the ends of their lives.</param>
internal sealed record CurrentTenant(long Revision, ConnectionKey Key, DateTimeOffset? SuspectSince, Dictionary<string, DateTimeOffset?> ApiKeys)
{
    /// <summary>Whether what was read before is what a call would read now.</summary>
    public bool IsAsIn(TenantSnapshot snapshot) => snapshot.Revision == Revision && snapshot.Credential is { } credential && credential.SuspectSince == SuspectSince;
}
