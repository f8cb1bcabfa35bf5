using McpService.Common.Databases;
using McpService.Common.Processes;
using McpService.Common.Proxies;
using McpService.Common.Upstreams;
using McpService.LoadTests.Proof.Stage;
using Npgsql;

namespace McpService.LoadTests.Proof.Rows;

/// <summary>PostgreSQL goes in five ways, while a tenant calls: how long until calls are refused as they should be, and until they are served after it is back.</summary>
internal sealed class OutagesRow : IProofRow
{
    private const int Whole = 10;
    private const int Connections = 60;

    private readonly OutageTimes _times = new();
    private readonly List<string> _odd = [];

    public string Name => "database";

    public string What => "PostgreSQL stopped, frozen, its connections used up, its trail locked, and failed over: time to 503 and to service after it is back";

    public string Goal => OutageTimes.Goal;

    public int Share => 12;

    public async Task<ProofFigure> RunAsync(ProofStage stage, ProofTime time)
    {
        for (var round = 0; round == 0 || time.GoesOn(round, Whole); round++) await RoundAsync(stage, time);

        return new ProofFigure($"{_times}", _times.Count == 5 ? _times.Holds : null) { Found = _odd };
    }

    private async Task RoundAsync(ProofStage stage, ProofTime time)
    {
        await using var upstream = await ProofStage.NewUpstreamAsync();
        await using var server = await PostgresServer.StartNewAsync(new PostgresSettings { MaxConnections = Connections });
        var database = await server.CreateDatabaseAsync();
        await using var standby = await server.StartStandbyAsync();
        await using var address = new TcpForwarder(server.Port);
        var url = database.Url.Replace($":{server.Port}/", $":{address.Port}/", StringComparison.Ordinal);
        await using var gateway = await stage.StartAsync(url, upstream.Address);
        var tenant = await gateway.CreateTenantAsync();
        var watch = new OutageWatch(gateway, tenant, _odd);
        if (await watch.UntilAsync(200, "before") is null) throw new InvalidOperationException($"No call before anything was broken: {gateway.Output}");

        await TryAsync("stopped", server.StopAsync, () => server.StartAsync());
        await TryAsync("frozen", OutageWatch.AtOnce(server.Freeze), OutageWatch.AtOnce(server.Thaw));
        await using (var taken = new TakenConnections(database.ConnectionString)) await TryAsync("connections", taken.TakeAsync, taken.GiveAsync);
        await using (var held = new NpgsqlConnection($"{database.ConnectionString};Pooling=false"))
        {
            await held.OpenAsync();
            await TryAsync("locked", () => SqlAsync(held, "BEGIN; LOCK TABLE audit_entries, audit_batches IN ACCESS EXCLUSIVE MODE"), () => SqlAsync(held, "ROLLBACK"));
        }

        await TryAsync("failed over", server.StopAsync, async () =>
        {
            address.LeadTo(standby.Port);
            await standby.PromoteAsync();
        });

        async Task TryAsync(string kind, Func<Task> breakIt, Func<Task> mendIt)
        {
            if (time.Stopped.IsCancellationRequested) return;
            await breakIt();
            var refused = await watch.UntilAsync(503, kind);
            await mendIt();
            _times.Add(kind, refused, await watch.UntilAsync(200, $"after {kind}"));
        }
    }

    private static async Task SqlAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
