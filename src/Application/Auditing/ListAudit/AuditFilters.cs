namespace McpService.Application.Auditing.ListAudit;

/// <summary>What of the trail is asked for; what is left out does not restrict. Names as in the query of the route.</summary>
public abstract record AuditFilters : RangeFilters
{
    /// <summary><c>tool_call</c>, <c>tenant_create</c> …</summary>
    public string? Action { get; init; }

    /// <summary><c>success</c>, <c>not_sent</c>, <c>unknown</c> …</summary>
    public string? Outcome { get; init; }

    /// <summary><c>admin</c>, <c>tenant</c>, <c>anonymous</c> or <c>gateway</c>.</summary>
    public string? Actor { get; init; }

    /// <summary>Id of an API key.</summary>
    public string? KeyId { get; init; }

    /// <summary>A request's id, as its answer had it in <c>X-Request-Id</c>.</summary>
    public string? RequestId { get; init; }
}
