using McpService.Infrastructure.Persistence.Database;

namespace McpService.Infrastructure.Auditing;

/// <summary>Closes before the first request what this instance left open when it died.</summary>
internal sealed class OwnOrphansClosed(OrphanedIntents orphans, TimeProvider time) : IServiceStartStep
{
    private readonly DateTimeOffset _startedAt = time.GetUtcNow();

    public Task RunAsync(CancellationToken cancellationToken) => orphans.CloseOwnAsync(_startedAt, cancellationToken);
}
