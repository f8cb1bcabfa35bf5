using McpService.Infrastructure.Auditing.Writing;
using McpService.Infrastructure.Persistence.Database;

namespace McpService.Infrastructure.Auditing.Upkeep;

/// <summary>
/// Closes before the first request what writers left that are gone. Where this process is the only one that can use the database it need not
/// wait to see that they are silent.
/// </summary>
internal sealed class TrailStart(DatabaseProvider database, DeadWriters dead) : IServiceStartStep, IDisposable
{
    private IDisposable? _alone;

    public Task RunAsync(CancellationToken cancellationToken) =>
        (_alone ??= database.TryBeAlone()) is null ? dead.CloseSilentAsync(cancellationToken) : dead.CloseAllAsync(cancellationToken);

    public void Dispose() => _alone?.Dispose();
}
