namespace McpService.WebApi.Health;

/// <summary>How the service is.</summary>
/// <param name="Status"><c>healthy</c> or <c>unhealthy</c>.</param>
/// <param name="ActiveTenants">Tenants that are active.</param>
/// <param name="Database">The database.</param>
/// <param name="Memory">Memory of this process.</param>
/// <param name="UptimeSeconds">Seconds since this process started.</param>
/// <param name="Version">Version of the service.</param>
/// <param name="ExpiringCredentials">Upstream tokens that expire within a week, or have: how many, not whose.</param>
public sealed record HealthResponse(
    string Status, int ActiveTenants, DatabaseResponse Database, MemoryResponse Memory, long UptimeSeconds, string Version, int ExpiringCredentials);

/// <summary>State of the database.</summary>
/// <param name="Status"><c>healthy</c> or <c>unhealthy</c>.</param>
/// <param name="Provider"><c>postgresql</c> or <c>sqlite</c>.</param>
/// <param name="LatencyMs">Time of one question and answer, in milliseconds.</param>
public sealed record DatabaseResponse(string Status, string Provider, double LatencyMs);

/// <summary>Memory of this process.</summary>
/// <param name="WorkingSetBytes">What the operating system counts.</param>
/// <param name="HeapBytes">What the runtime's heap holds.</param>
public sealed record MemoryResponse(long WorkingSetBytes, long HeapBytes);

/// <summary>Whether the service can take requests.</summary>
/// <param name="Status"><c>live</c>, <c>ready</c> or <c>not_ready</c>.</param>
/// <param name="Reason">Why not; null when it can.</param>
public sealed record ProbeResponse(string Status, string? Reason);
