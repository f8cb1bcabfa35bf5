using System.Data.Common;
using McpService.Domain.Auditing;

namespace McpService.Infrastructure.Persistence.Database;

/// <summary>Writes the trail of a change with the change: in one transaction, sealed, so that neither is there without the other.</summary>
internal interface IAuditedChanges
{
    /// <summary>Waits until no other change of this process is under way. Before the transaction begins, which may hold the database's only lock.</summary>
    /// <exception cref="Application.Errors.UnavailableException">The trail cannot be written.</exception>
    Task<IAuditedChange> BeginAsync(CancellationToken cancellationToken);
}

/// <summary>One change. Disposed without <see cref="Committed"/> it may have happened or not, which is found out before the next one.</summary>
internal interface IAuditedChange : IAsyncDisposable
{
    /// <summary>As the last thing before the commit.</summary>
    /// <exception cref="Application.Errors.UnavailableException"><c>audit_unavailable</c>: the database refuses the entry, and so the change.</exception>
    Task WriteAsync(DbTransaction transaction, IReadOnlyList<AuditEntry> entries, CancellationToken cancellationToken);

    /// <summary>The transaction is committed.</summary>
    void Committed();
}
