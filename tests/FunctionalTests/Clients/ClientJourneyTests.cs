using System.Text.Json;
using McpService.Common.Gateway;
using McpService.Common.Node;
using McpService.Common.Upstreams;

namespace McpService.FunctionalTests.Clients;

/// <summary>
/// The clients that programs are made with connect, list, call, hear of progress, and answer a question where they can, over both transports,
/// before servers that others made. <c>tests/node/journey.mjs</c> takes them there.
/// </summary>
[Category("Clients")]
internal sealed class ClientJourneyTests
{
    private static readonly string[] Clients = ["sdk", "client", "ai", "langchain", "remote"];

    // Of three steps: the last may come with the answer, and an EventSource then drops it.
    private static readonly int[] Heard = [1, 2];

    [TestCase("crlf", "http", "/mcp")]
    [TestCase("crlf", "sse", "/sse")]
    [TestCase("fast", "http", "/mcp")]
    [TestCase("fast", "sse", "/sse")]
    [TestCase("everything", "http", "/mcp")]
    [TestCase("everything", "sse", "/sse")]
    public async Task Clients_BeforeAServerOfOthers_MissNothing(string server, string transport, string path)
    {
        await using var upstream = server == "everything" ? await NodeUpstream.StartAsync() : await NodeUpstream.StartAsync(server);
        await using var gateway = await GatewayHost.StartAsync($"--INTEGRATION_APP_MCP_URL={upstream.Address}");
        var tenant = await gateway.CreateTenantAsync();
        var environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["MCP_HEADERS"] = $$"""{"Authorization":"Bearer {{tenant.ApiKey}}"}""" };

        var run = await NodePrograms.RunAsync(
            NodePrograms.Script("journey.mjs"), [transport, server == "everything" ? server : "ours", new Uri(gateway.Address, path).AbsoluteUri], environment);

        using var seen = JsonDocument.Parse(run.OutputOrThrow());
        foreach (var client in Clients) Assess(client, seen.RootElement.GetProperty(client));
        gateway.Log.Errors.ShouldBeEmpty();
    }

    private static void Assess(string client, JsonElement saw)
    {
        var all = $"{client}: {saw.GetRawText()}";
        saw.TryGetProperty("error", out _).ShouldBeFalse(all);
        saw.GetProperty("tools").GetInt32().ShouldBeGreaterThan(2, all);
        saw.GetProperty("echo").GetString()!.ShouldContain("hello", customMessage: all);
        (saw.TryGetProperty("progress", out var progress) ? progress.EnumerateArray().Select(p => p.GetInt32()).Take(Heard.Length) : null)
            .ShouldBe(client == "ai" ? null : Heard, all);
        (saw.TryGetProperty("answered", out var answered) && answered.GetBoolean()).ShouldBe(client != "langchain", all);
    }
}
