using System.Collections.Concurrent;
using System.Security.Cryptography;
using McpService.Common.Gateway;
using McpService.LoadTests.Proof.Stage;

namespace McpService.LoadTests.Proof.Rows;

/// <summary>kill -9 during creates, rotations and suspensions: what was answered with success is there after the restart, and every tenant there is can be used.</summary>
internal sealed class KilledChangesRow : IProofRow
{
    private const long Whole = 1_000;
    private const int Operators = 4;

    private readonly ConcurrentDictionary<string, Known> _known = new();

    public string Name => "changes";

    public string What => "kill -9 during creates, rotations and suspensions: acknowledged changes lost, and tenants that are half there";

    public string Goal => "0";

    public int Share => 8;

    public async Task<ProofFigure> RunAsync(ProofStage stage, ProofTime time)
    {
        await using var upstream = await ProofStage.NewUpstreamAsync();
        var database = await stage.NewDatabaseAsync();
        var (rounds, changes, lost) = (0L, 0L, new List<string>());
        while (rounds == 0 || time.GoesOn(rounds, Whole))
        {
            _known.Clear();
            await using (var gateway = await stage.StartAsync(database.Url, upstream.Address))
            {
                var operators = Enumerable.Range(0, Operators).Select(_ => ChangeUntilKilledAsync(gateway)).ToList();
                await FirstAsync();
                await Task.Delay(TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(1_000)), TimeProvider.System);
                await gateway.KillAsync();
                changes += (await Task.WhenAll(operators)).Sum();
            }

            await using var again = await stage.StartAsync(database.Url, upstream.Address);
            foreach (var (tenantId, known) in _known)
            {
                if (await FaultOfAsync(again, tenantId, known) is { } fault) lost.Add(fault);
            }

            rounds++;
        }

        var halves = await ProofStage.ExecuteAsync(
            database.ConnectionString,
            "SELECT count(*) FROM tenants t WHERE NOT EXISTS (SELECT 1 FROM api_keys k WHERE k.tenant_ref = t.id) OR NOT EXISTS (SELECT 1 FROM upstream_credentials c WHERE c.tenant_ref = t.id)");
        return new ProofFigure($"{lost.Count} of {changes:N0}, {halves} halves; {rounds} kills{(lost.Count > 0 ? $" ({lost[0]})" : "")}", lost.Count == 0 && halves == 0 && changes > 0);
    }

    /// <summary>A process that has just started has nothing to lose yet.</summary>
    private async Task FirstAsync()
    {
        var began = TimeProvider.System.GetTimestamp();
        while (_known.IsEmpty && TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(30)) await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
    }

    private async Task<long> ChangeUntilKilledAsync(GatewayProcess gateway)
    {
        for (var done = 0L; ;)
        {
            try
            {
                var (tenantId, apiKey) = await gateway.CreateTenantAsync();
                _known[tenantId] = new Known(apiKey, IsSuspended: false, IsInDoubt: false);
                done++;
                _known[tenantId] = _known[tenantId] with { IsInDoubt = true };
                var rotated = await gateway.AdminAsync(HttpMethod.Post, $"/api/tenants/{tenantId}/api-keys/rotate", """{"overlapSeconds":0}""");
                _known[tenantId] = new Known(rotated.Json.GetProperty("apiKey").GetString()!, IsSuspended: false, IsInDoubt: true);
                done++;
                await gateway.AdminAsync(HttpMethod.Post, $"/api/tenants/{tenantId}/suspend");
                _known[tenantId] = _known[tenantId] with { IsSuspended = true, IsInDoubt = false };
                done++;
            }
            catch (Exception killed) when (killed is HttpRequestException or IOException or InvalidOperationException)
            {
                return done;
            }
        }
    }

    /// <remarks>Where the answer to the next change was never seen, it may have been made or not: then only the tenant itself has to be there.</remarks>
    private static async Task<string?> FaultOfAsync(GatewayProcess gateway, string tenantId, Known known)
    {
        var read = await gateway.SendAsync(HttpMethod.Get, $"/api/tenants/{tenantId}", null, ("Authorization", $"Bearer {GatewayProcess.AdminKey}"));
        if ((int)read.Status != 200) return $"{tenantId}: {read.Status}";
        if (known.IsInDoubt) return null;

        var called = (int)(await gateway.CallAsync(tenantId, known.ApiKey)).Status;
        return called == (known.IsSuspended ? 403 : 200) ? null : $"{tenantId}: {called}";
    }

    private sealed record Known(string ApiKey, bool IsSuspended, bool IsInDoubt);
}
