using McpService.Common.Databases;
using McpService.Common.Gateway;
using McpService.Common.Processes;
using McpService.Common.Proxies;
using McpService.Common.Upstreams;
using McpService.LoadTests.Proof.Stage;
using Npgsql;

namespace McpService.LoadTests.Proof.Rows;

/// <summary>PostgreSQL goes in six ways, while a tenant calls: how long until calls are refused as they should be, and until they are served after it is back.</summary>
internal sealed class OutagesRow : IProofRow
{
    private const int Whole = 10;
    private const int Connections = 60;

    private static readonly TimeSpan Refusal = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly Dictionary<string, Worst> _worst = [];
    private readonly List<string> _odd = [];

    public string Name => "database";

    public string What => "PostgreSQL stopped, frozen, its connections used up, its trail locked, its disk full, and failed over: time to 503 and to service after it is back";

    public string Goal => "2 s, 10 s";

    public int Share => 14;

    public async Task<ProofFigure> RunAsync(ProofStage stage, ProofTime time)
    {
        for (var round = 0; round == 0 || time.GoesOn(round, Whole); round++) await RoundAsync(stage, time);

        var figures = _worst.Select(w => $"{w.Key} {w.Value.Refused.TotalSeconds:0.0} s / {w.Value.Served.TotalSeconds:0.0} s");
        return new ProofFigure(string.Join(", ", figures), _worst.Count == 6 ? _worst.Values.All(w => w.Refused <= Refusal && w.Served <= Recovery) : null) { Found = _odd };
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
        if (await UntilAsync(gateway, tenant, 200, "before") is null) throw new InvalidOperationException($"No call before anything was broken: {gateway.Output}");

        await TryAsync("stopped", server.StopAsync, () => server.StartAsync());
        await TryAsync("frozen", () => Done(server.Freeze), () => Done(server.Thaw));
        await using (var taken = new TakenConnections(database.ConnectionString)) await TryAsync("connections", taken.TakeAsync, taken.GiveAsync);
        await using (var held = new NpgsqlConnection($"{database.ConnectionString};Pooling=false"))
        {
            await held.OpenAsync();
            await TryAsync("locked", () => SqlAsync(held, "BEGIN; LOCK TABLE audit_entries, audit_batches IN ACCESS EXCLUSIVE MODE"), () => SqlAsync(held, "ROLLBACK"));
            await TryAsync("full (SQLSTATE 53100, by triggers)", () => SqlAsync(held, FullDisk), () => SqlAsync(held, "DROP FUNCTION disk_full() CASCADE"));
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
            var refused = await UntilAsync(gateway, tenant, 503, kind);
            await mendIt();
            var served = await UntilAsync(gateway, tenant, 200, $"after {kind}");
            var before = _worst.GetValueOrDefault(kind) ?? new Worst(default, default);
            _worst[kind] = new Worst(Larger(before.Refused, refused ?? Limit), Larger(before.Served, served ?? Limit));
        }
    }

    private const string FullDisk = """
        CREATE FUNCTION disk_full() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full';
        END $$;
        CREATE TRIGGER disk_full BEFORE INSERT ON audit_batches FOR EACH STATEMENT EXECUTE FUNCTION disk_full();
        CREATE TRIGGER disk_full BEFORE INSERT ON audit_entries FOR EACH STATEMENT EXECUTE FUNCTION disk_full();
        """;

    /// <returns>How long it took until a call was answered so, and that answer with it; null where it never was.</returns>
    private async Task<TimeSpan?> UntilAsync(GatewayProcess gateway, (string TenantId, string ApiKey) tenant, int status, string when)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(began) < Limit)
        {
            var asked = TimeProvider.System.GetTimestamp();
            var answer = await gateway.CallAsync(tenant.TenantId, tenant.ApiKey);
            var took = TimeProvider.System.GetElapsedTime(asked);
            if (took > Refusal || (int)answer.Status is not (200 or 503)) _odd.Add($"{when}: {(int)answer.Status} {answer.Code} after {took.TotalSeconds:0.00} s");
            if ((int)answer.Status == status) return TimeProvider.System.GetElapsedTime(began);
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }

        return null;
    }

    private static async Task SqlAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static Task Done(Action act)
    {
        act();
        return Task.CompletedTask;
    }

    private static TimeSpan Larger(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private sealed record Worst(TimeSpan Refused, TimeSpan Served);
}
