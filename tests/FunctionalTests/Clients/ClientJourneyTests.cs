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
        int[] progress = server == "everything" ? [1, 2] : [1, 2, 3]; // its last comes with the answer, and an EventSource may then drop it
        foreach (var client in Clients) Assess(client, seen.RootElement.GetProperty(client), progress);
        gateway.Log.Errors.ShouldBeEmpty();
    }

    private static void Assess(string client, JsonElement saw, int[] steps)
    {
        var all = $"{client}: {saw.GetRawText()}";
        saw.TryGetProperty("error", out _).ShouldBeFalse(all);
        saw.GetProperty("tools").GetInt32().ShouldBeGreaterThan(2, all);
        saw.GetProperty("echo").GetString()!.ShouldContain("hello", customMessage: all);
        (saw.TryGetProperty("progress", out var progress) ? progress.EnumerateArray().Select(p => p.GetInt32()).Take(steps.Length) : null)
            .ShouldBe(client == "ai" ? null : steps, all);
        (saw.TryGetProperty("answered", out var answered) && answered.GetBoolean()).ShouldBe(client != "langchain", all);
    }
}
