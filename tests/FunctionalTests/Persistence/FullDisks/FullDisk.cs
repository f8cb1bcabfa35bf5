using McpService.Common.Gateway;

namespace McpService.FunctionalTests.Persistence.FullDisks;

/// <summary>A database whose disk a test can fill, and make room on again.</summary>
internal abstract class FullDisk : IAsyncDisposable
{
    /// <summary>A gateway on it, before this upstream.</summary>
    public abstract Task<GatewayHost> StartAsync(Uri upstream);

    /// <summary>From now on nothing can be added. What has its place on the disk already may still be written.</summary>
    public abstract Task FillAsync();

    public abstract Task FreeAsync();

    public abstract ValueTask DisposeAsync();
}
