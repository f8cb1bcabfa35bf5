namespace McpService.Domain.Auditing;

/// <summary>
/// One finished act in the trail: a call, a change, a token asked for, a refusal. Once it is written nobody changes it. Before that whoever
/// carries the act out fills it in.
/// </summary>
public sealed class AuditEntry
{
    /// <summary>UUIDv7 of the moment the act began: entries sort by time. That of the request, where nothing else of the request took it.</summary>
    public Guid Id { get; set; }

    /// <summary><c>Tenant.Id</c> of the tenant concerned, or null where none is known.</summary>
    public Guid? TenantRef { get; set; }

    public AuditActor Actor { get; set; }

    /// <summary>Key id of the tenant's API key, or null.</summary>
    public string? KeyId { get; set; }

    public string? Address { get; set; }

    public AuditAction Action { get; set; }

    /// <summary>Full name of the tool, or the method of an MCP request that calls none; null where there is neither.</summary>
    public string? Tool { get; set; }

    /// <summary>The tool as the caller named it, where that is not its full name.</summary>
    public string? ToolAsked { get; set; }

    /// <summary>Keyed hash of the arguments, 32 bytes: proves what was sent without telling it.</summary>
    public byte[]? ArgumentsHash { get; set; }

    public AuditOutcome Outcome { get; set; }

    /// <summary>Machine-readable error code, or null.</summary>
    public string? Code { get; set; }

    /// <summary>Microseconds from the beginning to the end; null where nobody saw the end.</summary>
    public long? Duration { get; set; }

    /// <summary>Bytes of the arguments.</summary>
    public long? BytesIn { get; set; }

    /// <summary>Bytes of the result.</summary>
    public long? BytesOut { get; set; }

    /// <summary>How many times it happened, on an entry that counts refusals; else null.</summary>
    public long? Times { get; set; }

    /// <summary>The request, where its id is not <see cref="Id"/>.</summary>
    public string? RequestId { get; set; }

    /// <summary>The writer whose batch holds the entry.</summary>
    public long Writer { get; set; }

    /// <summary>Number of that batch.</summary>
    public long Sequence { get; set; }

    /// <summary>When the act began, to the millisecond.</summary>
    public DateTimeOffset At => TimeOrderedId.TimeOf(Id);

    /// <summary>The act is over.</summary>
    public void Conclude(AuditOutcome outcome, string? code, TimeSpan? duration) =>
        (Outcome, Code, Duration) = (outcome, code, duration is { } d ? d.Ticks / TimeSpan.TicksPerMicrosecond : null);
}
