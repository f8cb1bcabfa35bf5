namespace McpService.Infrastructure.Security.ServiceKeys;

/// <summary>The table of service keys. Whatever changes it is told to the other replicas.</summary>
internal interface IServiceKeyStore
{
    Task<IReadOnlyList<ServiceKey>> LoadAsync(CancellationToken cancellationToken);

    /// <summary>Inserts keys; at start called under the lock that guards migrations, so that replicas starting together make one set.</summary>
    Task AddAsync(IReadOnlyList<ServiceKey> keys, CancellationToken cancellationToken);

    /// <summary>Retires a key, unless it would leave its purpose without one.</summary>
    /// <returns>False where it would, or where there is no such key in use.</returns>
    Task<bool> RetireAsync(string kid, DateTimeOffset at, CancellationToken cancellationToken);
}
