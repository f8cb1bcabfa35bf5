namespace McpService.Domain.Auditing;

/// <summary>One row of the audit trail. Rows are inserted and never changed; intent and outcome of a call share <see cref="CallId"/>.</summary>
public sealed class AuditEntry
{
    /// <summary>UUIDv7: rows sort by time.</summary>
    public required Guid Id { get; init; }

    /// <summary>Joins intent and outcome.</summary>
    public required Guid CallId { get; init; }

    public required AuditStage Stage { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary><c>Tenant.Id</c> of the tenant concerned, or null where none is known.</summary>
    public Guid? TenantRef { get; init; }

    public required AuditActor Actor { get; init; }

    /// <summary>Key id of the tenant's API key, or null.</summary>
    public string? ActorKeyId { get; init; }

    public string? RemoteAddress { get; init; }

    public required AuditAction Action { get; init; }

    public string? Tool { get; init; }

    /// <summary>Keyed hash of the arguments, in hexadecimal: proves what was sent without telling it.</summary>
    public string? ArgumentsHash { get; init; }

    /// <summary>Null on an intent.</summary>
    public AuditOutcome? Outcome { get; init; }

    /// <summary>Machine-readable error code, or null.</summary>
    public string? Code { get; init; }

    /// <summary>HTTP status the caller got, or null where it is not known yet.</summary>
    public int? Status { get; init; }

    public double? LatencyMs { get; init; }

    public required string RequestId { get; init; }

    /// <summary>The process that wrote the row.</summary>
    public required string InstanceId { get; init; }

    /// <summary>Place in the tenant's chain, from 1; null until the row is chained.</summary>
    public long? Sequence { get; init; }

    /// <summary>MAC of the row before it in the tenant's chain.</summary>
    public byte[]? PreviousMac { get; init; }

    /// <summary>HMAC-SHA256 over this row and <see cref="PreviousMac"/>.</summary>
    public byte[]? Mac { get; init; }

    /// <summary>Service key of the MAC.</summary>
    public string? MacKeyId { get; init; }
}
