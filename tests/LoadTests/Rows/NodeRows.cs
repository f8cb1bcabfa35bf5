using McpService.Common.Gateway;
using McpService.Common.Upstreams;
using McpService.LoadTests.Clients;
using McpService.LoadTests.Contests;
using McpService.LoadTests.Load;
using McpService.LoadTests.Servers;
using McpService.LoadTests.Stage;

namespace McpService.LoadTests.Rows;

/// <summary>What is left of a real server's speed behind the gateway: the reference server of the TypeScript SDK, with one session on either way.</summary>
internal static class NodeRows
{
    private const int Connections = 16;
    private const string Arguments = $$"""{"message":"{{FastTools.Canary}}"}""";

    public static IEnumerable<Row> All() => [new("node", "a real server (server-everything), 16 connections", Goal.AtLeast(0.95, 0.9, "× direct"), MeasureAsync)];

    private static async Task<double> MeasureAsync(Measures measures)
    {
        if (!NodeUpstream.IsInstalled) throw new MissingException(NodeUpstream.MissingReason);
        await using var server = await NodeUpstream.StartAsync();
        await using var gateway = await GatewayProcess.StartAsync(
            measures.Stage.NewSqlite(), server.Address, measures.Stage.Keys, "node", ("AUDIT_DURABILITY", "buffered"), ("UPSTREAM_SESSION_MAX_CALLS", "10000000"));
        await gateway.ReadyAsync();
        var (tenantId, apiKey) = await gateway.CreateTenantAsync();
        using var client = new HttpClient();
        using var session = await RelayClient.OpenAsync(client, server.Address, apiKey);
        var direct = new Way(
            WayNames.Direct, server.Address, $$$"""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo","arguments":{{{Arguments}}}}}""", server.ProcessId,
            [("Mcp-Session-Id", session.Ticket), ("MCP-Protocol-Version", "2025-06-18")]);
        var rest = new Way(
            WayNames.Rest, new Uri(gateway.Address, $"/api/tenant/{tenantId}/tool"), $$$"""{"method":"echo","params":{{{Arguments}}}}""", gateway.Id, [("x-api-key", apiKey)]);
        await WarmUp.RunAsync(direct, Connections, measures.Pace);
        await WarmUp.RunAsync(rest, Connections, measures.Pace);
        var contest = await Contest.RunAsync(Connections, 0, [direct, rest], measures.Pace);
        var wrong = contest.Ways.Sum(way => way.Wrong);
        return wrong == 0 ? contest.Ways[1].CallsPerSecond / contest.Ways[0].CallsPerSecond : throw new InvalidOperationException($"{wrong} wrong answers of the real server.");
    }
}
