namespace McpService.Application.Auditing;

/// <summary>What every question about the trail and about usage may be limited to. Names as in the query of the route.</summary>
public abstract record RangeFilters
{
    /// <summary>From this time on; a time with its zone, such as <c>2026-11-26T08:00:00Z</c>.</summary>
    public string? From { get; init; }

    /// <summary>Before this time.</summary>
    public string? To { get; init; }

    /// <summary>Public id of a tenant.</summary>
    public string? TenantId { get; init; }

    /// <summary>Full name of a tool.</summary>
    public string? Tool { get; init; }
}
