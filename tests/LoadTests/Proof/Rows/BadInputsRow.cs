using McpService.Common.Gateway;
using McpService.LoadTests.Proof.Stage;

namespace McpService.LoadTests.Proof.Rows;

/// <summary>Bodies, headers, methods and paths that are nearly right, on every door: refused, never a failure of the gateway.</summary>
internal sealed class BadInputsRow : IProofRow
{
    private const long Whole = 1_000_000;
    private const int Clients = 16;

    public string Name => "inputs";

    public string What => "bad bodies, headers, methods, paths and broken HTTP: answers 5xx, and processes that end";

    public string Goal => "0";

    public int Share => 8;

    public async Task<ProofFigure> RunAsync(ProofStage stage, ProofTime time)
    {
        await using var upstream = await ProofStage.NewUpstreamAsync();
        await using var gateway = await stage.StartAsync((await stage.NewDatabaseAsync()).Url, upstream.Address);
        var tenant = await gateway.CreateTenantAsync();
        var (sent, failed, first, seed) = (0L, 0L, "", Environment.TickCount);
        time.Begin();
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(async n =>
        {
            var inputs = new BadInputs(new Random(seed + n), tenant.TenantId, tenant.ApiKey);
            while (time.GoesOn(Interlocked.Read(ref sent), Whole))
            {
                var status = n == 0 ? await RawAsync(gateway, inputs) : await SendAsync(gateway, inputs);
                Interlocked.Increment(ref sent);
                if (status < 500) continue;
                if (Interlocked.Increment(ref failed) == 1) first = $"; the first {status}, seed {seed + n}";
            }
        }));

        var lives = (int)(await gateway.CallAsync(tenant.TenantId, tenant.ApiKey)).Status == 200;
        return new ProofFigure($"{failed} of {sent:N0}{first}{(lives ? "" : "; the process does not serve any more")}", failed == 0 && lives && sent > 0);
    }

    private static async Task<int> SendAsync(GatewayProcess gateway, BadInputs inputs)
    {
        using var request = inputs.Next();
        try
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            using var response = await gateway.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            return (int)response.StatusCode;
        }
        catch (Exception refused) when (refused is HttpRequestException or IOException or OperationCanceledException)
        {
            return 0; // closed, or a stream that waits
        }
    }

    private static async Task<int> RawAsync(GatewayProcess gateway, BadInputs inputs)
    {
        try
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(3));
            var answer = await RawHttp.ExchangeAsync(gateway.Address, inputs.NextRaw(), limit.Token);
            return answer.StartsWith("HTTP/1.1 5", StringComparison.Ordinal) ? 500 : 0;
        }
        catch (Exception refused) when (refused is System.Net.Sockets.SocketException or IOException or OperationCanceledException)
        {
            return 0;
        }
    }
}
