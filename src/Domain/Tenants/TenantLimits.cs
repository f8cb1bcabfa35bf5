namespace McpService.Domain.Tenants;

/// <summary>A tenant's own limits; null means the default of the service.</summary>
/// <param name="RequestsPerSecond">Sustained requests a second.</param>
/// <param name="Burst">Requests that may come at once before the sustained rate holds.</param>
/// <param name="Concurrency">Upstream calls under way at once.</param>
public sealed record TenantLimits(int? RequestsPerSecond, int? Burst, int? Concurrency)
{
    /// <summary>Largest rate and burst: more than one process serves.</summary>
    public const int MaxRate = 1_000_000;

    /// <summary>Most upstream calls under way at once.</summary>
    public const int MaxConcurrency = 10_000;

    public static readonly TenantLimits Default = new(null, null, null);
}
