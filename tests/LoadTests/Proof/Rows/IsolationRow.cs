using System.Security.Cryptography;
using System.Text.RegularExpressions;
using McpService.Common.Gateway;
using McpService.Common.Upstreams;
using McpService.Common.Upstreams.Faults;
using McpService.LoadTests.Proof.Stage;

namespace McpService.LoadTests.Proof.Rows;

/// <summary>
/// Many tenants at once with the same id, tool and arguments, before an upstream that answers late and breaks off: every answer carries its own tenant's mark. One tenant
/// is given another's credential on purpose, as if they shared a session: all of its answers have to be found.
/// </summary>
internal sealed partial class IsolationRow : IProofRow
{
    private const long Whole = 1_000_000;
    private const int Tenants = 20;
    private const int ClientsEach = 4;

    public string Name => "isolation";

    public string What => "20 tenants at once, the same id, tool and arguments, delays and resets: answers that belong to somebody else";

    public string Goal => "0, and a session shared on purpose is caught";

    public int Share => 12;

    public async Task<ProofFigure> RunAsync(ProofStage stage, ProofTime time)
    {
        await using var upstream = await ProofStage.NewUpstreamAsync();
        upstream.OnCall("whoami", async call =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(4)), TimeProvider.System);
            return $$"""{"content":[{"type":"text","text":"{{Canary.Of(call.Token)}}"}]}""";
        });
        foreach (var fault in new[] { Fault.Reset, Fault.ResetMidBody }) upstream.Fault("tools/call", fault, when: _ => RandomNumberGenerator.GetInt32(200) == 0);
        await using var gateway = await stage.StartAsync((await stage.NewDatabaseAsync()).Url, upstream.Address);
        var (calls, leaks, caught, shared) = (0L, 0L, 0L, 0L);
        var clients = new List<(TenantClient Client, string Canary)>();
        for (var i = 0; i < Tenants; i++)
        {
            var token = $"tenant-{i}";
            var (tenantId, apiKey) = await gateway.CreateTenantAsync(token);
            clients.AddRange(Enumerable.Range(0, ClientsEach).Select(n => (new TenantClient(gateway.Client, tenantId, apiKey, isMcp: n % 2 == 0), Canary.Of(token))));
        }

        var (another, key) = await gateway.CreateTenantAsync("tenant-0");
        foreach (var isMcp in new[] { false, true })
        {
            var sharing = new TenantClient(gateway.Client, another, key, isMcp);
            for (var i = 0; i < 50; i++)
            {
                if (await sharing.CallAsync("whoami") is not { } answer || !Marks().IsMatch(answer.Text)) continue;
                shared++;
                if (IsAnothers(answer, Canary.Of("tenant-that-shares"))) caught++;
            }
        }

        time.Begin();
        await Task.WhenAll(clients.Select(c => CallAsync(c.Client, c.Canary)));
        return new ProofFigure($"{leaks} of {calls:N0}; shared on purpose: {caught} of {shared} found", leaks == 0 && calls > 0 && caught == shared && shared > 0);

        async Task CallAsync(TenantClient client, string canary)
        {
            while (time.GoesOn(Interlocked.Read(ref calls), Whole))
            {
                if (await client.CallAsync("whoami") is not { } answer) continue;
                Interlocked.Increment(ref calls);
                if (IsAnothers(answer, canary)) Interlocked.Increment(ref leaks);
            }
        }
    }

    /// <summary>It carries a mark that is not the tenant's, or succeeded without one.</summary>
    private static bool IsAnothers(Answer answer, string canary)
    {
        var marks = Marks().Matches(answer.Text);
        return marks.Any(mark => mark.Value != canary) || (marks.Count == 0 && (int)answer.Status == 200 && answer.Text.Contains("\"content\"", StringComparison.Ordinal));
    }

    [GeneratedRegex("canary-[0-9a-f]{16}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Marks();
}
