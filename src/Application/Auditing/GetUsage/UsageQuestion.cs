using McpService.Application.Callers;

namespace McpService.Application.Auditing.GetUsage;

/// <summary>How a question about usage is meant.</summary>
internal static class UsageQuestion
{
    /// <summary>Null for what is no interval.</summary>
    public static int? SecondsOf(string interval) => interval switch
    {
        "minute" => 60,
        "hour" => 3_600,
        "day" => 86_400,
        _ => null,
    };

    /// <summary>Whatever the filters say, a tenant reads its own usage.</summary>
    public static UsageSearch SearchOf(RangeFilters filters, Caller caller, int? seconds, TimeProvider time)
    {
        var to = AuditTimes.Parse(filters.To) ?? time.GetUtcNow().AddMinutes(1);
        var from = AuditTimes.Parse(filters.From) ?? to.AddDays(-1);
        return new UsageSearch(caller.Tenant?.Id, caller.Tenant is null ? filters.TenantId : null, from, to, filters.Tool, seconds);
    }
}
