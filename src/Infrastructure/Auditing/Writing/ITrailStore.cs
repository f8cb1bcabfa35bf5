using McpService.Infrastructure.Auditing.Chain;
using McpService.Infrastructure.Auditing.Usage;

namespace McpService.Infrastructure.Auditing.Writing;

/// <summary>The writer's own way into the database: one connection, statements that are made once. One call at a time.</summary>
internal interface ITrailStore : IAsyncDisposable
{
    /// <summary>Entries and batch in one commit, one round trip.</summary>
    /// <returns>False where the writer was closed by somebody else; nothing was written.</returns>
    Task<bool> WriteAsync(SealedBatch batch, CancellationToken cancellationToken);

    /// <summary>The last batch the database has of a writer; null for none.</summary>
    Task<TrailHead?> LastAsync(long writer, CancellationToken cancellationToken);

    /// <summary>Adds counts, and says which batch of the writer they go up to.</summary>
    /// <returns>False where they were added already.</returns>
    Task<bool> AddUsageAsync(long writer, IReadOnlyList<UsageCell> cells, long from, long to, CancellationToken cancellationToken);

    /// <summary>Which of these entries there are.</summary>
    Task<HashSet<Guid>> ExistingAsync(Guid[] ids, CancellationToken cancellationToken);

    /// <summary>The connection is not to be used again: something that was given up on may still be under way on it, or it leads to a server that takes nothing.</summary>
    void Abandon(Exception failure);
}
