using McpService.Common.Databases;
using McpService.Common.Gateway;
using McpService.LoadTests.Proof.Stage;
using Npgsql;

namespace McpService.LoadTests.Proof.Rows;

/// <summary>
/// The disk below the database is full, and has room again. A real one, small and in memory, where mounting is allowed; else PostgreSQL answers by triggers as it does then, and SQLite is not
/// tried.
/// </summary>
internal sealed class FullDiskRow : IProofRow
{
    private const int Whole = 20;
    private const int Mebibytes = 64;

    private readonly OutageTimes _times = new();
    private readonly List<string> _odd = [];

    public string Name => "disk";

    public string What => "the disk below PostgreSQL and below SQLite full: time to 503 of the first call for which there is no room, and to service after there is";

    public string Goal => OutageTimes.Goal;

    public int Share => 4;

    public async Task<ProofFigure> RunAsync(ProofStage stage, ProofTime time)
    {
        await using var upstream = await ProofStage.NewUpstreamAsync();
        var canMount = true;
        var rounds = 0;
        while (rounds == 0 || time.GoesOn(rounds, Whole))
        {
            if (time.Stopped.IsCancellationRequested) break;
            canMount = await FillAsync(stage, upstream.Address, isSqlite: false) && await FillAsync(stage, upstream.Address, isSqlite: true);
            if (!canMount) await PretendAsync(stage, upstream.Address);
            rounds++;
        }

        if (rounds == 0) return ProofFigure.NotTried("stopped");
        var figure = $"{_times}; {(canMount ? $"a tmpfs of {Mebibytes} MiB each, {rounds} rounds" : "SQLite not tried: mounting is not allowed here")}";
        return new ProofFigure(figure, !_times.Holds ? false : canMount ? true : null) { Found = _odd };
    }

    /// <returns>Whether there was a disk to fill.</returns>
    private async Task<bool> FillAsync(ProofStage stage, Uri upstream, bool isSqlite)
    {
        await using var disk = await SmallDisk.TryMountAsync(Mebibytes);
        if (disk is null) return false;
        if (isSqlite)
        {
            await using var gateway = await stage.StartAsync(disk, upstream);
            await TryAsync("SQLite", gateway, OutageWatch.AtOnce(disk.Fill), OutageWatch.AtOnce(disk.Free));
            return true;
        }

        await using var server = await PostgresServer.StartNewAsync(new PostgresSettings { Disk = disk });
        await using (var gateway = await stage.StartAsync((await server.CreateDatabaseAsync()).Url, upstream))
            await TryAsync("PostgreSQL", gateway, OutageWatch.AtOnce(disk.Fill), OutageWatch.AtOnce(disk.Free));

        return true;
    }

    private async Task PretendAsync(ProofStage stage, Uri upstream)
    {
        var database = await stage.NewDatabaseAsync();
        await using var gateway = await stage.StartAsync(database.Url, upstream);
        await TryAsync(
            "PostgreSQL (SQLSTATE 53100, by triggers)", gateway, () => ProofStage.ExecuteAsync(database.ConnectionString, FullDiskTriggers.Create("audit_batches", "audit_entries")), () => ProofStage.ExecuteAsync(database.ConnectionString, FullDiskTriggers.Drop));
    }

    private async Task TryAsync(string kind, GatewayProcess gateway, Func<Task> fill, Func<Task> free)
    {
        var watch = new OutageWatch(gateway, await gateway.CreateTenantAsync(), _odd);
        if (await watch.UntilAsync(200, "before") is null) throw new InvalidOperationException($"No call before the disk was full: {gateway.Output}");
        await fill();
        var refused = await watch.RefusedAtLastAsync(kind);
        await free();
        _times.Add(kind, refused, await watch.UntilAsync(200, $"after {kind}"));
    }
}
