using System.Security.Cryptography;
using McpService.Common.Gateway;
using McpService.Common.Upstreams;

namespace McpService.Common.Kills;

/// <summary>A gateway under load is killed at a random moment, again and again; then the trail is compared with what the upstream saw.</summary>
/// <param name="databaseUrl">An empty database.</param>
/// <param name="query">A number out of it.</param>
public sealed class KillRounds(string databaseUrl, Func<string, Task<long>> query)
{
    private const int Clients = 8;

    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(150);

    private readonly string _key = GatewayProcess.NewKey("k1");

    /// <returns>What was found.</returns>
    public async Task<KillResult> RunAsync(int rounds, params (string Name, string Value)[] settings)
    {
        await using var upstream = await ScriptableUpstream.StartAsync();
        (string TenantId, string ApiKey)? tenant = null;
        for (var round = 0; round < rounds; round++)
        {
            await using var gateway = await GatewayProcess.StartAsync(databaseUrl, upstream.Address, _key, $"round-{round}", settings);
            await gateway.ReadyAsync();
            tenant ??= await gateway.CreateTenantAsync();
            var load = Enumerable.Range(0, Clients).Select(_ => CallUntilKilledAsync(gateway, tenant.Value)).ToList();
            await Task.Delay(Shortest + TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(1_000)), TimeProvider.System);
            await gateway.KillAsync();
            await Task.WhenAll(load);
        }

        return await CompareAsync(upstream);
    }

    private async Task<KillResult> CompareAsync(ScriptableUpstream upstream)
    {
        // A minute passes for the writers that were left.
        await query("UPDATE audit_writers SET last_seen = last_seen - 61000000 WHERE closed IS NULL");
        await using (var last = await GatewayProcess.StartAsync(databaseUrl, upstream.Address, _key, "last"))
        {
            await last.ReadyAsync();
            await last.StopAsync();
        }

        var (exitCode, output) = await GatewayProcess.RunAsync(databaseUrl, _key, "audit", "verify");
        return new KillResult(
            upstream.Hits("tools/call"),
            await query("SELECT count(*) FROM audit_entries WHERE action = 12 AND outcome NOT IN (1, 2)"),
            await query("SELECT count(*) FROM audit_entries WHERE action = 12 AND code = 'orphaned'"),
            await query("SELECT count(*) FROM audit_entries WHERE action BETWEEN 12 AND 15"),
            await query("SELECT coalesce(CAST(sum(calls) AS bigint), 0) FROM usage"),
            exitCode == 0,
            output);
    }

    private static async Task CallUntilKilledAsync(GatewayProcess gateway, (string TenantId, string ApiKey) tenant)
    {
        try
        {
            while (true) await gateway.CallAsync(tenant.TenantId, tenant.ApiKey);
        }
        catch (HttpRequestException)
        {
            // Killed.
        }
    }
}

/// <param name="Seen">Calls the upstream saw.</param>
/// <param name="Told">Entries of calls that were sent, or may have been.</param>
/// <param name="Orphaned">Of these, calls nobody saw the end of.</param>
/// <param name="Counted">Entries that usage counts.</param>
/// <param name="Used">Calls in usage.</param>
/// <param name="IsWhole">The chain holds.</param>
/// <param name="Output">What the look through it said.</param>
public sealed record KillResult(long Seen, long Told, long Orphaned, long Counted, long Used, bool IsWhole, string Output)
{
    /// <summary>No call the upstream saw lacks an entry, usage agrees with the trail, and the trail is whole.</summary>
    public bool Holds => Told >= Seen && Counted == Used && IsWhole;
}
