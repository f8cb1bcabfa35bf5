using System.Runtime.InteropServices;

namespace McpService.Application.Limits;

/// <summary>What a tenant asked of one replica lately, whether it was given or not.</summary>
/// <param name="TenantRef">The tenant.</param>
/// <param name="Requests">Requests a second.</param>
/// <param name="Calls">Calls at once.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct TenantDemand(Guid TenantRef, float Requests, int Calls);
