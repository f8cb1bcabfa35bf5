namespace McpService.Infrastructure.Auditing.Upkeep;

/// <summary>Retention as operators run it, where the service's own role may not delete.</summary>
public sealed class AuditRetainer
{
    private readonly AuditRetention _retention;

    internal AuditRetainer(AuditRetention retention) => _retention = retention;

    /// <summary>Deletes what has been kept long enough.</summary>
    /// <returns>Entries deleted.</returns>
    public Task<long> RunAsync(CancellationToken cancellationToken) => _retention.DeleteAsync(cancellationToken);
}
