namespace McpService.Infrastructure.Persistence.Database;

/// <summary>
/// Something that a serving process does once the database is ready, before the first request. Unlike <see cref="IDatabaseReadyStep"/>
/// commands do not run it, which may work beside a service that serves.
/// </summary>
internal interface IServiceStartStep
{
    Task RunAsync(CancellationToken cancellationToken);
}
