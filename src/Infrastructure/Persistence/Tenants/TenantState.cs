using System.Runtime.InteropServices;
using McpService.Application.Tenants;

namespace McpService.Infrastructure.Persistence.Tenants;

/// <summary>Where an active tenant stands in the database: no more than tells whether a snapshot of it is old, since it is read for every tenant that has anything open.</summary>
/// <param name="Revision">Counts the tenant's changes.</param>
/// <param name="SuspectSince">When the upstream refused its credential first; null while it takes it. Written beside the revision.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct TenantState(long Revision, DateTimeOffset? SuspectSince)
{
    /// <summary>Whether what was read before is what a call would read now.</summary>
    public bool IsAsIn(TenantSnapshot snapshot) => snapshot.Revision == Revision && snapshot.Credential is { } credential && credential.SuspectSince == SuspectSince;
}
