using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using McpService.Common.Upstreams;
using McpService.Common.Upstreams.Faults;
using McpService.LoadTests.Proof.Stage;

namespace McpService.LoadTests.Proof.Rows;

/// <summary>Calls that may have run when they fail: none is sent twice.</summary>
internal sealed class DuplicatesRow : IProofRow
{
    private const long Whole = 100_000;
    private const int Clients = 32;

    private static readonly Fault[] Ambiguous =
    [
        Fault.Reset, Fault.ResetMidBody, Fault.CloseWithoutAnswer, Fault.ServerError, Fault.Html, Fault.MalformedJson, Fault.WrongId, Fault.ResetAfterAnswer, Fault.EmptyBody,
    ];

    public string Name => "duplicates";

    public string What => "failures that leave in doubt whether a call ran (resets, cuts, 5xx, nonsense): calls that were sent twice";

    public string Goal => "0";

    public int Share => 8;

    public async Task<ProofFigure> RunAsync(ProofStage stage, ProofTime time)
    {
        var sent = new ConcurrentDictionary<string, int>();
        await using var upstream = await ProofStage.NewUpstreamAsync();
        upstream.SetTools("""[{"name":"count","inputSchema":{"type":"object"}}]""");
        upstream.Fault("tools/call", Fault.Reset, when: request =>
        {
            sent.AddOrUpdate(IdOf(request), 1, (_, times) => times + 1);
            return false; // looked at, and left to the next
        });
        for (var i = 0; i < Ambiguous.Length; i++)
        {
            var left = Ambiguous.Length - i;
            upstream.Fault("tools/call", Ambiguous[i], when: _ => RandomNumberGenerator.GetInt32(left) == 0);
        }

        await using var gateway = await stage.StartAsync((await stage.NewDatabaseAsync()).Url, upstream.Address);
        var tenants = new List<(string TenantId, string ApiKey)>();
        for (var i = 0; i < 4; i++) tenants.Add(await gateway.CreateTenantAsync($"counts-{i}"));
        var next = 0L;
        time.Begin();
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(async n =>
        {
            var client = new TenantClient(gateway.Client, tenants[n % tenants.Count].TenantId, tenants[n % tenants.Count].ApiKey, isMcp: n % 2 == 0);
            while (time.GoesOn(Interlocked.Read(ref next), Whole))
                await client.CallAsync("count", string.Create(CultureInfo.InvariantCulture, $$"""{"n":{{Interlocked.Increment(ref next)}}}"""));
        }));

        var twice = sent.Count(s => s.Value > 1);
        return new ProofFigure($"{twice} of {sent.Count:N0}", twice == 0 && !sent.IsEmpty);
    }

    private static string IdOf(RecordedRequest request) =>
        request.Params is { ValueKind: JsonValueKind.Object } it && it.TryGetProperty("arguments", out var arguments) ? arguments.GetRawText() : "";
}
