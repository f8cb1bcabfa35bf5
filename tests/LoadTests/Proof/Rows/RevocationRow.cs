using McpService.Common.Gateway;
using McpService.LoadTests.Proof.Stage;

namespace McpService.LoadTests.Proof.Rows;

/// <summary>Suspension and a key's end, changed at one replica and looked for at another, whose ear for notifications is cut each time.</summary>
internal sealed class RevocationRow : IProofRow
{
    private const int Whole = 500;
    private const string Deafen = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'mcpservice listener'";

    private static readonly TimeSpan Promise = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    public string Name => "revocation";

    public string What => "suspension and a key's end over two replicas, the notification cut: longest until it holds";

    public string Goal => "2 s";

    public int Share => 6;

    public async Task<ProofFigure> RunAsync(ProofStage stage, ProofTime time)
    {
        await using var upstream = await ProofStage.NewUpstreamAsync();
        var database = await stage.NewDatabaseAsync();
        await using var one = await stage.StartAsync(database.Url, upstream.Address, "one");
        await using var other = await stage.StartAsync(database.Url, upstream.Address, "other");
        var (rounds, suspension, revocation) = (0, TimeSpan.Zero, TimeSpan.Zero);
        time.Begin();
        while (rounds < 2 || time.GoesOn(rounds, Whole))
        {
            if (time.Stopped.IsCancellationRequested) break;
            var (tenantId, apiKey) = await one.CreateTenantAsync();
            if ((int)(await other.CallAsync(tenantId, apiKey)).Status != 200) return new ProofFigure("a call before the change was refused", false);

            await ProofStage.ExecuteAsync(database.ConnectionString, Deafen);
            await one.AdminAsync(HttpMethod.Post, $"/api/tenants/{tenantId}/suspend");
            suspension = Longer(suspension, await UntilAsync(other, tenantId, apiKey, 403));
            await one.AdminAsync(HttpMethod.Post, $"/api/tenants/{tenantId}/resume");
            await UntilAsync(other, tenantId, apiKey, 200);

            await ProofStage.ExecuteAsync(database.ConnectionString, Deafen);
            await one.AdminAsync(HttpMethod.Post, $"/api/tenants/{tenantId}/api-keys/rotate", """{"overlapSeconds":0}""");
            revocation = Longer(revocation, await UntilAsync(other, tenantId, apiKey, 401));
            rounds++;
        }

        return new ProofFigure($"{suspension.TotalSeconds:0.00} s, {revocation.TotalSeconds:0.00} s; {rounds} rounds", rounds > 0 ? suspension <= Promise && revocation <= Promise : null);
    }

    private static async Task<TimeSpan> UntilAsync(GatewayProcess gateway, string tenantId, string apiKey, int status)
    {
        var began = TimeProvider.System.GetTimestamp();
        while ((int)(await gateway.CallAsync(tenantId, apiKey)).Status != status && TimeProvider.System.GetElapsedTime(began) < Limit) await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        return TimeProvider.System.GetElapsedTime(began);
    }

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
