using McpService.Application.Auditing;
using McpService.Domain.Auditing;
using McpService.Infrastructure.Text;

namespace McpService.Infrastructure.Auditing;

/// <summary>The columns of <c>audit_entries</c>. Written by hand, since this is the path of every call; a test compares them with the model.</summary>
internal static class AuditColumns
{
    public static readonly IReadOnlyList<AuditColumn> All =
    [
        AuditColumn.Of("id", "uuid", e => e.Id),
        AuditColumn.Of("call_id", "uuid", e => e.CallId),
        AuditColumn.Of("stage", "text", e => EnumText<AuditStage>.Of(e.Stage)),
        AuditColumn.Of("at", "timestamptz", e => e.At.ToUniversalTime()),
        AuditColumn.Of("tenant_ref", "uuid", e => e.TenantRef),
        AuditColumn.Of("actor", "text", e => EnumText<AuditActor>.Of(e.Actor)),
        AuditColumn.Of("actor_key_id", "text", e => e.ActorKeyId),
        AuditColumn.Of("remote_address", "text", e => e.RemoteAddress),
        AuditColumn.Of("action", "text", e => EnumText<AuditAction>.Of(e.Action)),
        AuditColumn.Of("tool", "text", e => e.Tool),
        AuditColumn.Of("arguments_hash", "text", e => e.ArgumentsHash),
        AuditColumn.Of("outcome", "text", e => e.Outcome is { } outcome ? EnumText<AuditOutcome>.Of(outcome) : null),
        AuditColumn.Of("code", "text", e => e.Code),
        AuditColumn.Of("status", "int4", e => e.Status),
        AuditColumn.Of("latency_ms", "float8", e => e.LatencyMs),
        AuditColumn.Of("request_id", "text", e => e.RequestId),
        AuditColumn.Of("instance_id", "text", e => e.InstanceId),
        AuditColumn.Of("sequence", "int8", e => e.Sequence),
        AuditColumn.Of("previous_mac", "bytea", e => e.PreviousMac),
        AuditColumn.Of("mac", "bytea", e => e.Mac),
        AuditColumn.Of("mac_key_id", "text", e => e.MacKeyId),
    ];

    public static readonly string Names = string.Join(", ", All.Select(c => c.Name));
}
