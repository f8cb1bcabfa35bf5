namespace McpService.Infrastructure.Persistence.Database;

/// <summary>
/// Something that must be in the database before the first request, such as the service keys. Steps run after the migrations and
/// under their lock, so that of replicas starting together one makes it and the others find it.
/// </summary>
internal interface IDatabaseReadyStep
{
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">The database contradicts the settings: the service stops.</exception>
    Task RunAsync(CancellationToken cancellationToken);
}
