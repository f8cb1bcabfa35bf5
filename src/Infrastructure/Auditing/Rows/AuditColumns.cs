using System.Data.Common;
using McpService.Domain.Auditing;

namespace McpService.Infrastructure.Auditing.Rows;

/// <summary>
/// The columns of <c>audit_entries</c>, in the order in which a MAC takes them. A new one goes to the end, and into a new format of the
/// digest: rows written before it keep theirs.
/// </summary>
internal static class AuditColumns
{
    public static readonly IReadOnlyList<AuditColumn> All =
    [
        new IdColumn("id", e => e.Id, (e, v) => e.Id = v!.Value) { IsInIntent = true },
        new IdColumn("tenant_ref", e => e.TenantRef, (e, v) => e.TenantRef = v) { IsInIntent = true },
        new NumberColumn("writer", e => e.Writer, (e, v) => e.Writer = v!.Value),
        new NumberColumn("sequence", e => e.Sequence, (e, v) => e.Sequence = v!.Value),
        new CodeColumn("actor", e => (short)e.Actor, (e, v) => e.Actor = (AuditActor)v) { IsInIntent = true },
        new CodeColumn("action", e => (short)e.Action, (e, v) => e.Action = (AuditAction)v) { IsInIntent = true },
        new CodeColumn("outcome", e => (short)e.Outcome, (e, v) => e.Outcome = (AuditOutcome)v),
        new NumberColumn("duration", e => e.Duration, (e, v) => e.Duration = v),
        new NumberColumn("bytes_in", e => e.BytesIn, (e, v) => e.BytesIn = v) { IsInIntent = true },
        new NumberColumn("bytes_out", e => e.BytesOut, (e, v) => e.BytesOut = v),
        new NumberColumn("times", e => e.Times, (e, v) => e.Times = v),
        new TextColumn("key_id", e => e.KeyId, (e, v) => e.KeyId = v) { IsInIntent = true },
        new TextColumn("address", e => e.Address, (e, v) => e.Address = v) { IsInIntent = true },
        new TextColumn("tool", e => e.Tool, (e, v) => e.Tool = v) { IsInIntent = true },
        new TextColumn("tool_asked", e => e.ToolAsked, (e, v) => e.ToolAsked = v),
        new TextColumn("code", e => e.Code, (e, v) => e.Code = v),
        new TextColumn("request_id", e => e.RequestId, (e, v) => e.RequestId = v) { IsInIntent = true },
        new BytesColumn("arguments_hash", e => e.ArgumentsHash, (e, v) => e.ArgumentsHash = v) { IsInIntent = true },
    ];

    public static readonly string Names = string.Join(", ", All.Select(c => c.Name));

    /// <summary>For rows that were selected by <see cref="Names"/>.</summary>
    public static AuditEntry Read(DbDataReader reader)
    {
        var entry = new AuditEntry();
        Read(reader, entry);
        return entry;
    }

    /// <summary>The same into an entry that was used before: every field is set.</summary>
    public static void Read(DbDataReader reader, AuditEntry entry)
    {
        for (var i = 0; i < All.Count; i++) All[i].Read(reader, i, entry);
    }
}
