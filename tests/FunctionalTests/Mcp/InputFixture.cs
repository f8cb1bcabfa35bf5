using System.Text.Json;
using McpService.Common.Gateway;
using McpService.Common.Upstreams;
using McpService.Common.Waiting;
using McpService.Domain.Auditing;
using McpService.FunctionalTests.Api;
using McpService.FunctionalTests.Auditing;
using McpService.FunctionalTests.Persistence;

namespace McpService.FunctionalTests.Mcp;

/// <summary>An upstream with sessions whose tools ask, before clients without sessions.</summary>
[NonParallelizable]
public abstract class InputFixture(Engine engine) : UpstreamFixture(engine)
{
    private const string Form = """{"message":"Who are you?","requestedSchema":{"type":"object","properties":{"name":{"type":"string"}}}}""";

    [SetUp]
    public void Script()
    {
        Upstream.Settings.GetStreams = true;
        Upstream.Settings.ProtocolVersions = ["2025-11-25", "2025-06-18"];
        Script(Upstream);
    }

    /// <summary>Tools that ask: one thing, on which stream, several at once, one after the other, without end.</summary>
    internal static void Script(ScriptableUpstream upstream)
    {
        upstream.SetTools("""
            [{"name":"elicit","inputSchema":{"type":"object"}},{"name":"aside","inputSchema":{"type":"object"}},{"name":"url","inputSchema":{"type":"object"}},
             {"name":"three","inputSchema":{"type":"object"}},{"name":"rounds","inputSchema":{"type":"object"}},{"name":"endless","inputSchema":{"type":"object"}},
             {"name":"strange","inputSchema":{"type":"object"}},{"name":"echo","inputSchema":{"type":"object"}}]
            """);
        upstream.OnCall("elicit", async call => Text(NameIn(await call.AskAsync("elicitation/create", Form))));
        upstream.OnCall("aside", async call => Text(NameIn(await call.AskAsideAsync("elicitation/create", Form))));
        upstream.OnCall("url", async call => Text(await call.AskAsync("elicitation/create", """{"mode":"url","message":"Open","elicitationId":"e1","url":"https://example.com/"}""")));
        upstream.OnCall("strange", async call => Text(await call.AskAsync("vendor/question")));
        upstream.OnCall("rounds", async call =>
        {
            var first = NameIn(await call.AskAsync("elicitation/create", Form));
            await call.ProgressAsync(1, 2);
            return Text($"{first} {NameIn(await call.AskAsync("elicitation/create", Form))}");
        });
        upstream.OnCall("three", async call =>
        {
            var asked = new[]
            {
                call.AskAsync("elicitation/create", Form),
                call.AskAsync("sampling/createMessage", """{"messages":[{"role":"user","content":{"type":"text","text":"Capital?"}}],"maxTokens":5}"""),
                call.AskAsync("roots/list"),
            };
            return Text(string.Join(' ', (await Task.WhenAll(asked)).Select(a => a.Contains("\"result\"", StringComparison.Ordinal))));
        });
        upstream.OnCall("endless", async call =>
        {
            while (true) await call.AskAsync("elicitation/create", Form);
        });
        upstream.OnRequest("prompts/get", call => JsonSerializer.Serialize(new { messages = new[] { new { role = "user", content = new { type = "text", text = NameIn(Ask(call)) } } } }));
        upstream.OnRequest("resources/read", call => JsonSerializer.Serialize(new { contents = new[] { new { uri = "test://x", text = NameIn(Ask(call)) } } }));
    }

    /// <summary>The tenant's entries of calls in the trail, once there are so many.</summary>
    private protected Task<List<AuditEntry>> EntriesAsync(TestTenant tenant, int count) => EntriesAsync(Gateway.Services, tenant.TenantId, count);

    private protected static async Task<List<AuditEntry>> EntriesAsync(IServiceProvider services, string tenantId, int count)
    {
        List<AuditEntry> found = [];
        await Eventually.TrueAsync(
            async _ =>
            {
                var refs = await TrailRows.QueryAsync<Guid>(services, $"SELECT id FROM tenants WHERE tenant_id = '{tenantId}'");
                found = (await TrailRows.ReadAsync(services, refs[0])).FindAll(e => e.Action is AuditAction.ToolCall or AuditAction.McpRequest);
                return found.Count >= count;
            },
            $"{count} entries of {tenantId}");
        return found;
    }

    private protected async Task<long> ParkedAsync() => (await TrailRows.QueryAsync<long>(Gateway.Services, "SELECT count(*) FROM parked_calls"))[0];

    /// <summary>Records of calls with a key that this holds of.</summary>
    private protected async Task<long> RecordsAsync(string condition) => (await TrailRows.QueryAsync<long>(Gateway.Services, $"SELECT count(*) FROM idempotency_records WHERE {condition}"))[0];

    // A method's script does not wait for anything, but on a thread of its own it can.
    private static string Ask(UpstreamCall call) => Task.Run(() => call.AskAsync("elicitation/create", Form)).GetAwaiter().GetResult();

    private static string NameIn(string response)
    {
        using var document = JsonDocument.Parse(response);
        return document.RootElement.TryGetProperty("result", out var result) && result.TryGetProperty("content", out var content) ? content.GetProperty("name").GetString()! : "nobody";
    }

    private static string Text(string text) => JsonSerializer.Serialize(new { content = new[] { new { type = "text", text } } });
}
