using System.Data.Common;
using McpService.Application.Auditing;
using McpService.Application.Auditing.ListAudit;
using McpService.Domain.Auditing;
using McpService.Infrastructure.Auditing.Rows;

namespace McpService.Infrastructure.Auditing.Reading;

/// <summary>A table with rows of the trail.</summary>
internal sealed class AuditTable
{
    public static readonly AuditTable Chained = new()
    {
        Name = "audit_entries",
        Columns = string.Join(", ", AuditColumns.All.Select(c => $"e.{c.Name}")),
        Read = row => new AuditRecord(AuditColumns.Read(row), TextOrNull(row, AuditColumns.All.Count), IsChained: true),
    };

    /// <summary>Rows from before the chain: an act's outcome, or its intent where nobody concluded it.</summary>
    public static readonly AuditTable Old = new()
    {
        Name = "audit_entries_before_chain",
        IsOld = true,
        Columns = "e.id, e.tenant_ref, e.actor, e.actor_key_id, e.remote_address, e.action, e.tool, e.arguments_hash, e.outcome, e.code, e.latency_ms, e.request_id",
        Read = ReadOld,
    };

    public required string Name { get; init; }

    public bool IsOld { get; private init; }

    public required string Columns { get; init; }

    public required Func<DbDataReader, AuditRecord> Read { get; init; }

    /// <summary>Conditions on the rows of a page.</summary>
    public string Qualify(string filters) => IsOld
        ? $"{filters} AND (e.stage = 'outcome' OR NOT EXISTS (SELECT 1 FROM {Name} AS o WHERE o.call_id = e.call_id AND o.stage = 'outcome'))"
        : filters;

    private static AuditRecord ReadOld(DbDataReader row) => new(
        new AuditEntry
        {
            Id = row.GetGuid(0),
            TenantRef = row.IsDBNull(1) ? null : row.GetGuid(1),
            Actor = AuditWords<AuditActor>.Parse(row.GetString(2)) ?? AuditActor.Anonymous,
            KeyId = TextOrNull(row, 3),
            Address = TextOrNull(row, 4),
            Action = AuditWords<AuditAction>.Parse(row.GetString(5)) ?? AuditAction.McpRequest,
            Tool = TextOrNull(row, 6),
            ArgumentsHash = TextOrNull(row, 7) is { } digest ? Convert.FromHexString(digest) : null,
            Outcome = TextOrNull(row, 8) is { } outcome ? AuditWords<AuditOutcome>.Parse(outcome) ?? AuditOutcome.Unknown : AuditOutcome.Unknown,
            Code = TextOrNull(row, 9),
            Duration = row.IsDBNull(10) ? null : (long)(row.GetDouble(10) * 1000),
            RequestId = row.GetString(11),
        },
        TextOrNull(row, 12),
        IsChained: false);

    private static string? TextOrNull(DbDataReader row, int ordinal) => row.IsDBNull(ordinal) ? null : row.GetString(ordinal);
}
