namespace McpService.WebApi.Health;

/// <summary>How the service is.</summary>
/// <param name="Status"><c>healthy</c> or <c>unhealthy</c>.</param>
/// <param name="ActiveTenants">Tenants that are active.</param>
/// <param name="Database">The database.</param>
/// <param name="Memory">Memory of this process.</param>
/// <param name="UptimeSeconds">Seconds since this process started.</param>
/// <param name="Version">Version of the service.</param>
/// <param name="ExpiringCredentials">Upstream tokens that expire within a week, or have: how many, not whose.</param>
/// <param name="OpenCircuits">Tenants whose calls this process does not send now, because their upstream fails them, and one more where nobody reaches it: how many, not whose.</param>
public sealed record HealthResponse(
    string Status, int ActiveTenants, DatabaseResponse Database, MemoryResponse Memory, long UptimeSeconds, string Version, int ExpiringCredentials, int OpenCircuits);
