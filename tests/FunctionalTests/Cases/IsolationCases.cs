using System.Security.Cryptography;
using System.Text.RegularExpressions;
using McpService.Common.Databases;
using McpService.Common.Gateway;
using McpService.Common.Upstreams;
using McpService.Common.Upstreams.Faults;

namespace McpService.FunctionalTests.Cases;

/// <summary>Case 78: many tenants at once, and nobody is given what is another's. The long run has a million calls.</summary>
[TestFixture]
internal sealed partial class IsolationCases
{
    private const int Tenants = 20;

    [Test]
    public async Task Case078_TwentyTenantsAtOnce_EveryAnswerCarriesItsOwnMark()
    {
        var each = CaseStage.IsFull ? 5_000 : 100;
        await using var upstream = await ScriptableUpstream.StartAsync();
        upstream.Settings.KeepHistory = false;
        upstream.OnCall("whoami", async call =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(5)), TimeProvider.System);
            return $$"""{"content":[{"type":"text","text":"{{Canary.Of(call.Token)}}"}]}""";
        });
        foreach (var fault in new[] { Fault.Reset, Fault.ResetMidBody }) upstream.Fault("tools/call", fault, when: _ => RandomNumberGenerator.GetInt32(100) == 0);
        var database = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();
        await using var gateway = await CaseStage.StartGatewayOnAsync(database, upstream.Address);
        upstream.Settings.GetStreams = true; // as warming up wants it
        await gateway.WarmAsync();
        var tenants = new List<CaseTenant>();
        for (var i = 0; i < Tenants; i++) tenants.Add(await CaseStage.CreateTenantAsync(gateway));
        var (own, foreign) = (0, 0);

        await Task.WhenAll(tenants.SelectMany(t => Enumerable.Range(0, 5).Select(n => CallAsync(t.TenantId, t.ApiKey, Canary.Of(t.UpstreamToken), isMcp: n % 2 == 0))));

        foreign.ShouldBe(0);
        own.ShouldBeGreaterThan(Tenants * each / 2);

        async Task CallAsync(string tenantId, string apiKey, string mark, bool isMcp)
        {
            for (var i = 0; i < each / 5; i++)
            {
                var answer = isMcp
                    ? await Answer.OfAsync(gateway.Client, HttpMethod.Post, "/mcp", BridgedCall, ("Authorization", $"Bearer {apiKey}"), ("Accept", "application/json, text/event-stream"), ("MCP-Protocol-Version", "2026-07-28"), ("Mcp-Method", "tools/call"), ("Mcp-Name", "whoami"))
                    : await gateway.CallAsync(tenantId, apiKey);
                var marks = Marks().Matches(answer.Text);
                if (marks.Count > 0 && marks.All(m => m.Value == mark)) Interlocked.Increment(ref own);
                else if (marks.Count > 0) Interlocked.Increment(ref foreign);
            }
        }
    }

    private const string BridgedCall =
        """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"whoami","arguments":{},"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}}}""";

    [GeneratedRegex("canary-[0-9a-f]{16}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Marks();
}
