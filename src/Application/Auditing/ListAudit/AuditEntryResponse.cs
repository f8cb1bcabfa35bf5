using McpService.Domain.Auditing;

namespace McpService.Application.Auditing.ListAudit;

/// <summary>An entry of the trail.</summary>
public sealed record AuditEntryResponse
{
    /// <summary>Id of the entry; entries sort by it.</summary>
    public required Guid Id { get; init; }

    /// <summary>When the act began.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Public id of the tenant concerned.</summary>
    public string? TenantId { get; init; }

    /// <summary><c>admin</c>, <c>tenant</c>, <c>anonymous</c> or <c>gateway</c>.</summary>
    public required string Actor { get; init; }

    /// <summary>The tenant's API key, by its id.</summary>
    public string? KeyId { get; init; }

    /// <summary>Where the request came from.</summary>
    public string? Address { get; init; }

    /// <summary>What was done or attempted.</summary>
    public required string Action { get; init; }

    /// <summary>Full name of the tool, or the method of an MCP request.</summary>
    public string? Tool { get; init; }

    /// <summary>The tool as the caller named it, where that is another name.</summary>
    public string? ToolAsked { get; init; }

    /// <summary>Keyed digest of the arguments: equal arguments have equal ones.</summary>
    public string? ArgumentsDigest { get; init; }

    /// <summary>How it ended.</summary>
    public required string Outcome { get; init; }

    /// <summary>Error code.</summary>
    public string? Code { get; init; }

    /// <summary>Milliseconds from the beginning to the end.</summary>
    public double? DurationMs { get; init; }

    /// <summary>Bytes of the arguments.</summary>
    public long? BytesIn { get; init; }

    /// <summary>Bytes of the result.</summary>
    public long? BytesOut { get; init; }

    /// <summary>How many refusals the entry counts.</summary>
    public long? Times { get; init; }

    /// <summary>The request, as its answer named it.</summary>
    public required string RequestId { get; init; }

    /// <summary>Writer and number of the batch that holds the entry; null for one from before the chain.</summary>
    public string? Batch { get; init; }

    /// <summary>False for an entry from before the chain, which nothing protects.</summary>
    public required bool Chained { get; init; }

    /// <param name="record">The row.</param>
    /// <param name="hidesOperators">Where others than tenants called from is left out.</param>
    internal static AuditEntryResponse Of(AuditRecord record, bool hidesOperators)
    {
        var entry = record.Entry;
        return new AuditEntryResponse
        {
            Id = entry.Id,
            At = entry.At,
            TenantId = record.TenantId,
            Actor = AuditWords<AuditActor>.Of(entry.Actor),
            KeyId = entry.KeyId,
            Address = hidesOperators && entry.Actor != AuditActor.Tenant ? null : entry.Address,
            Action = AuditWords<AuditAction>.Of(entry.Action),
            Tool = entry.Tool,
            ToolAsked = entry.ToolAsked,
            ArgumentsDigest = entry.ArgumentsHash is { } digest ? Convert.ToHexStringLower(digest) : null,
            Outcome = AuditWords<AuditOutcome>.Of(entry.Outcome),
            Code = entry.Code,
            DurationMs = entry.Duration / 1000.0,
            BytesIn = entry.BytesIn,
            BytesOut = entry.BytesOut,
            Times = entry.Times,
            RequestId = entry.RequestId ?? entry.Id.ToString("N"),
            Batch = record.IsChained ? $"{entry.Writer}:{entry.Sequence}" : null,
            Chained = record.IsChained,
        };
    }
}
