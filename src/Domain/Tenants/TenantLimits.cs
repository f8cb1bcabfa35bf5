namespace McpService.Domain.Tenants;

/// <summary>A tenant's own limits; null means the default of the service.</summary>
/// <param name="RequestsPerSecond">Sustained requests a second.</param>
/// <param name="Burst">Requests that may come at once before the sustained rate holds.</param>
/// <param name="Concurrency">Upstream calls under way at once.</param>
public sealed record TenantLimits(int? RequestsPerSecond, int? Burst, int? Concurrency)
{
    public static readonly TenantLimits Default = new(null, null, null);
}
