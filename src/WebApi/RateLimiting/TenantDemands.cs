using McpService.Application.Limits;

namespace McpService.WebApi.RateLimiting;

/// <summary>What tenants ask of this process: requests, smoothed over a few seconds, and calls.</summary>
internal sealed class TenantDemands(RateLimits rates, CallSlots calls, TimeProvider time) : ITenantDemand
{
    // Half of what was known before: a demand that stopped is gone after some seven seconds.
    private const double Kept = 0.5;
    private const double Least = 0.2;

    private long _takenAt = time.GetTimestamp();

    public IReadOnlyList<TenantDemand> Take(int max)
    {
        var seconds = Math.Max(0.001, time.GetElapsedTime(_takenAt).TotalSeconds);
        _takenAt = time.GetTimestamp();
        var wanted = calls.TakeWanted();
        var demand = new List<TenantDemand>();
        foreach (var (tenantRef, bucket) in rates.Tenants.Entries)
        {
            bucket.Demand = Smooth(bucket.Demand, bucket.TakeCounted() / seconds);
            var atOnce = wanted.GetValueOrDefault(tenantRef);
            if (bucket.Demand > 0 || atOnce > 0) demand.Add(new TenantDemand(tenantRef, (float)bucket.Demand, atOnce));
        }

        return demand.Count <= max ? demand : [.. demand.OrderByDescending(d => d.Requests).Take(max)];
    }

    private static double Smooth(double before, double now)
    {
        var smooth = (before * Kept) + (now * (1 - Kept));
        return smooth < Least ? 0 : smooth;
    }
}
