namespace McpService.Infrastructure.Security;

/// <summary>The table of service keys.</summary>
internal interface IServiceKeyStore
{
    Task<IReadOnlyList<ServiceKey>> LoadAsync(CancellationToken cancellationToken);

    /// <summary>Inserts keys; called under the lock that guards migrations, so that replicas starting together make one set.</summary>
    Task AddAsync(IReadOnlyList<ServiceKey> keys, CancellationToken cancellationToken);
}
