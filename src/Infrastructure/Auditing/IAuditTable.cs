using McpService.Domain.Auditing;

namespace McpService.Infrastructure.Auditing;

/// <summary>Inserts into <c>audit_entries</c>, many rows in one transaction.</summary>
internal interface IAuditTable
{
    /// <summary>All rows or none. A row that is there already, from an attempt whose answer was lost, is passed over.</summary>
    /// <returns>How many rows are new.</returns>
    Task<int> InsertAsync(IReadOnlyList<AuditEntry> entries, CancellationToken cancellationToken);
}
