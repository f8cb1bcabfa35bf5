namespace McpService.Application.Health;

/// <summary>Looks at what the service stands on.</summary>
public interface IHealthProbe
{
    /// <summary>Never throws for a database that is away: says so.</summary>
    Task<DatabaseHealth> CheckDatabaseAsync(CancellationToken cancellationToken);

    /// <summary>Null when the service can take requests, else why not, in a few words without secrets.</summary>
    string? WhyNotReady { get; }

    /// <summary>Waits while the service is starting, so that the first callers need not come twice; returns at once when it has started, or could not.</summary>
    /// <param name="limit">Longest wait.</param>
    /// <param name="cancellationToken">The caller went away.</param>
    ValueTask WaitForStartAsync(TimeSpan limit, CancellationToken cancellationToken);
}

/// <summary>State of the database.</summary>
/// <param name="Healthy">It answered, and could be written.</param>
/// <param name="Provider"><c>postgresql</c> or <c>sqlite</c>.</param>
/// <param name="LatencyMs">Time of one question and answer, in milliseconds.</param>
/// <param name="ActiveTenants">Tenants that are active; 0 when unhealthy.</param>
/// <param name="ExpiringCredentials">Static tokens that expire within a week, or have; 0 when unhealthy.</param>
/// <param name="Why">Why it is not healthy, in a few words without secrets; null when it is.</param>
public sealed record DatabaseHealth(bool Healthy, string Provider, double LatencyMs, int ActiveTenants, int ExpiringCredentials, string? Why = null);
