using McpService.Application.Health;
using McpService.WebApi.Health;

namespace McpService.WebApi.Operations;

/// <summary>How a replica is.</summary>
/// <param name="Version">Version of the service.</param>
/// <param name="UptimeSeconds">Seconds since the process started.</param>
/// <param name="Memory">Memory of the process.</param>
/// <param name="Details">What it stands on, and what is under way.</param>
public sealed record HealthDetailsResponse(string Version, long UptimeSeconds, MemoryResponse Memory, HealthDetails Details);
