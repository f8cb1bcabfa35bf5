namespace McpService.Application.Limits;

/// <summary>Knows what tenants ask of this process.</summary>
public interface ITenantDemand
{
    /// <summary>What was asked since this was last asked for, those who ask for most first.</summary>
    /// <param name="max">No more tenants than this.</param>
    IReadOnlyList<TenantDemand> Take(int max);
}
