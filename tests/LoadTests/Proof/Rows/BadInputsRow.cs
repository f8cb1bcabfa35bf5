using System.Collections.Concurrent;
using McpService.LoadTests.Proof.Stage;

namespace McpService.LoadTests.Proof.Rows;

/// <summary>Bodies, headers, methods and paths that are nearly right, on every door: refused, never a failure of the gateway.</summary>
internal sealed class BadInputsRow : IProofRow
{
    private const long Whole = 1_000_000;
    private const int Clients = 16;
    private const int RawClients = 4;
    private const int MostFound = 10;

    // What a version that is none, or is not spoken here, is refused with (RFC 9110, 15.6.6): the one 5xx that says no to the client.
    private const int VersionRefused = 505;

    public string Name => "inputs";

    public string What => "bad bodies, headers, methods, paths and broken HTTP: answers 5xx, and processes that end";

    public string Goal => "0";

    public int Share => 8;

    public async Task<ProofFigure> RunAsync(ProofStage stage, ProofTime time)
    {
        await using var upstream = await ProofStage.NewUpstreamAsync();
        var log = new FailureLog();
        await using var gateway = await stage.StartAsync((await stage.NewDatabaseAsync()).Url, upstream.Address, log);
        var tenant = await gateway.CreateTenantAsync();
        upstream.Settings.GetStreams = true;
        await gateway.WarmAsync(); // cold, a busy machine's first requests are refused in time
        upstream.Settings.GetStreams = false;
        var (sent, failed, found) = (0L, 0L, new ConcurrentQueue<string>());
        time.Begin();
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(async n =>
        {
            var inputs = new BadInputs(new Random(stage.Seed + n), tenant.TenantId, tenant.ApiKey);
            for (var i = 0; time.GoesOn(Interlocked.Read(ref sent), Whole); i++)
            {
                using var request = n < RawClients ? inputs.NextRaw() : inputs.Next();
                var status = await request.SendAsync(gateway);
                Interlocked.Increment(ref sent);
                if (status < 500 || (request.IsRaw && status == VersionRefused)) continue;
                if (Interlocked.Increment(ref failed) <= MostFound) found.Enqueue($"--seed {stage.Seed}, client {n}, its request {i}: {status} to {request}");
            }
        }));

        var lives = (int)(await gateway.CallAsync(tenant.TenantId, tenant.ApiKey)).Status == 200;
        return new ProofFigure($"{failed} of {sent:N0}{(failed > 0 ? $"; seed {stage.Seed}" : "")}{(lives ? "" : "; the process does not serve any more")}", failed == 0 && lives && sent > 0)
        {
            Found = [.. found, .. log.Lines],
        };
    }
}
