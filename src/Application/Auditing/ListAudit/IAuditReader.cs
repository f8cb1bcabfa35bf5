using McpService.Domain.Auditing;

namespace McpService.Application.Auditing.ListAudit;

/// <summary>Reads the trail without slowing down who writes it: ranges of keys, no counts, no offsets.</summary>
public interface IAuditReader
{
    /// <summary>The newest rows before a place, newest first; at most so many, and after looking at a bounded number.</summary>
    Task<AuditRows> ReadAsync(AuditSearch search, Guid? before, int limit, CancellationToken cancellationToken);

    /// <summary>What was written after a place, in the order of writing: a reader who goes on from there misses nothing.</summary>
    /// <param name="place">As an earlier answer gave it; null for the beginning.</param>
    /// <param name="limit">At most so many rows.</param>
    /// <param name="cancellationToken">Ends it.</param>
    Task<WrittenRows> ReadWrittenAsync(AuditPlace? place, int limit, CancellationToken cancellationToken);
}

/// <summary>A row of the trail.</summary>
/// <param name="Entry">What it says.</param>
/// <param name="TenantId">Public id of its tenant, or null.</param>
/// <param name="IsChained">False for a row from before the chain.</param>
public sealed record AuditRecord(AuditEntry Entry, string? TenantId, bool IsChained);

/// <summary>Some rows.</summary>
/// <param name="Records">Newest first.</param>
/// <param name="ScannedTo">The last id looked at, where older ones may follow; null at the end.</param>
public sealed record AuditRows(IReadOnlyList<AuditRecord> Records, Guid? ScannedTo);

/// <summary>Rows in the order in which they were written.</summary>
/// <param name="Records">Of each writer in its order.</param>
/// <param name="Place">Where to go on.</param>
public sealed record WrittenRows(IReadOnlyList<AuditRecord> Records, AuditPlace Place);
