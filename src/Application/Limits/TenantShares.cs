namespace McpService.Application.Limits;

/// <summary>How each tenant's limits are divided among replicas. Where nobody else serves a tenant it has all of them here, and no look-up is made.</summary>
public sealed class TenantShares
{
    private volatile Dictionary<Guid, TenantShare>? _divided;
    private volatile bool _isReported;

    /// <summary>What is asked here is told to others: it has to be counted.</summary>
    public bool IsReported => _isReported;

    /// <summary>Tenants whose limits are divided now.</summary>
    public int Count => _divided?.Count ?? 0;

    public TenantShare Of(Guid tenantRef) => _divided is { } divided && divided.TryGetValue(tenantRef, out var share) ? share : TenantShare.Whole;

    /// <summary>From now on demand is told.</summary>
    public void Report() => _isReported = true;

    /// <summary>Divides anew.</summary>
    /// <param name="own">What was asked here.</param>
    /// <param name="others">What was asked of each other replica.</param>
    public void Divide(IReadOnlyList<TenantDemand> own, IReadOnlyList<IReadOnlyList<TenantDemand>> others)
    {
        var asked = own.ToDictionary(d => d.TenantRef);
        var divided = others.SelectMany(replica => replica).GroupBy(d => d.TenantRef).ToDictionary(tenant => tenant.Key, tenant => Share(asked.GetValueOrDefault(tenant.Key), [.. tenant]));
        _divided = divided.Count == 0 ? null : divided;
    }

    /// <remarks>Who has not asked here yet is taken to want what it wants of another.</remarks>
    private static TenantShare Share(TenantDemand own, List<TenantDemand> others)
    {
        var (requests, calls) = (others.Sum(d => (double)d.Requests), others.Sum(d => d.Calls));
        return new TenantShare(
            own.Requests > 0 ? own.Requests : requests / others.Count,
            requests,
            own.Calls > 0 ? own.Calls : (calls + others.Count - 1) / others.Count,
            calls);
    }
}
