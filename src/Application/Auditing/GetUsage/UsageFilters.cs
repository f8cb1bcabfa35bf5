namespace McpService.Application.Auditing.GetUsage;

/// <summary>Which usage is asked for.</summary>
public abstract record UsageFilters
{
    /// <summary>From this time on, which has its zone; default a day before <c>to</c>.</summary>
    public string? From { get; init; }

    /// <summary>Before this time; default now.</summary>
    public string? To { get; init; }

    /// <summary>Public id of a tenant.</summary>
    public string? TenantId { get; init; }

    /// <summary>A tool's name.</summary>
    public string? Tool { get; init; }
}
