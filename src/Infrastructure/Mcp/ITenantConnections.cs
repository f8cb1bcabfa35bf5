namespace McpService.Infrastructure.Mcp;

/// <summary>What this process holds open at the upstream and towards clients, tenant by tenant.</summary>
internal interface ITenantConnections
{
    /// <summary>Tenants that have anything open, whether they call or not.</summary>
    IReadOnlyCollection<Guid> Tenants { get; }

    /// <summary>
    /// Ends what a tenant may no longer have: streams at once, pooled sessions when the calls under way on them have ended. What fits
    /// goes on undisturbed.
    /// </summary>
    /// <param name="tenantRef">The tenant.</param>
    /// <param name="current">What it connects with now; null for a tenant that is suspended or deleted, which ends everything.</param>
    void Restrict(Guid tenantRef, ConnectionKey? current);
}

/// <summary>What connections of a tenant have in common; when it changes, they end.</summary>
/// <param name="CredentialVersion">Version of the credential they were opened with.</param>
/// <param name="Apps">The tenant's integrations.</param>
internal readonly record struct ConnectionKey(Guid CredentialVersion, string Apps);
