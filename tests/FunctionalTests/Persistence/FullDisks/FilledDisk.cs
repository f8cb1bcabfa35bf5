using McpService.Common.Databases;
using McpService.Common.Gateway;

namespace McpService.FunctionalTests.Persistence.FullDisks;

/// <summary>PostgreSQL on a real disk that is full. Needs the right to mount.</summary>
internal sealed class FilledDisk(SmallDisk disk, PostgresServer server) : FullDisk
{
    private const int Mebibytes = 64;

    /// <returns>Null where mounting is not allowed.</returns>
    public static async Task<FilledDisk?> TryStartAsync()
    {
        if (await SmallDisk.TryMountAsync(Mebibytes) is not { } disk) return null;
        try
        {
            return new FilledDisk(disk, await PostgresServer.StartNewAsync(new PostgresSettings { Disk = disk }));
        }
        catch
        {
            await disk.DisposeAsync();
            throw;
        }
    }

    public override async Task<GatewayHost> StartAsync(Uri upstream) => await GatewayHost.StartAsync((await server.CreateDatabaseAsync()).Url, upstream);

    public override Task FillAsync() => Task.Run(disk.Fill);

    public override Task FreeAsync() => Task.Run(disk.Free);

    public override async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        await disk.DisposeAsync();
    }
}
