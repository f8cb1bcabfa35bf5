namespace McpService.Application.Upstream;

/// <summary>Keeps what was learned of an upstream over restarts, and for every replica.</summary>
public interface IEraStore
{
    /// <summary>What is known of the upstream at this address; nothing where the database cannot be asked.</summary>
    Task<KnownEras> FindAsync(Uri upstream, CancellationToken cancellationToken);

    /// <summary>Takes note of what is known now. What cannot be written is found out again.</summary>
    Task SaveAsync(Uri upstream, KnownEras known, CancellationToken cancellationToken);
}
