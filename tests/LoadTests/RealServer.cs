using System.Globalization;
using McpService.Common.Databases;
using McpService.Common.Gateway;
using McpService.Common.Upstreams;

namespace McpService.LoadTests;

/// <summary>What is left of a real server's speed behind the gateway: the reference server of the TypeScript SDK, with one session on either way.</summary>
internal static class RealServer
{
    private const int Connections = 16;
    private const int Samples = 3;
    private const string Arguments = $$"""{"message":"{{FastUpstream.Canary}}"}""";

    public static async Task<string> MeasureAsync()
    {
        if (!NodeUpstream.IsInstalled) return NodeUpstream.MissingReason;
        await using var server = await NodeUpstream.StartAsync();
        using var database = new SqliteDatabase();
        await using var gateway = await GatewayProcess.StartAsync(
            database.Url, server.Address, GatewayProcess.NewKey("k"), "node", ("AUDIT_DURABILITY", "buffered"), ("UPSTREAM_SESSION_MAX_CALLS", "10000000"));
        await gateway.ReadyAsync();
        var (tenantId, apiKey) = await gateway.CreateTenantAsync();
        using var client = new HttpClient();
        using var session = await RelayClient.OpenAsync(client, server.Address, apiKey);
        var direct = new Way(
            "direct", server.Address, $$$"""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo","arguments":{{{Arguments}}}}}""", null,
            [("Mcp-Session-Id", session.Ticket), ("MCP-Protocol-Version", "2025-06-18")]);
        var rest = new Way(
            "REST", new Uri(gateway.Address, $"/api/tenant/{tenantId}/tool"), $$$"""{"method":"echo","params":{{{Arguments}}}}""", gateway.Id, [("x-api-key", apiKey)]);
        await Wrk.RunAsync(direct, Connections, TimeSpan.FromSeconds(10));
        await Wrk.RunAsync(rest, Connections, TimeSpan.FromSeconds(20));
        var (ofDirect, ofRest) = (new List<Sample>(), new List<Sample>());
        for (var i = 0; i < Samples; i++)
        {
            ofDirect.Add(await Wrk.RunAsync(direct, Connections, TimeSpan.FromSeconds(3)));
            ofRest.Add(await Wrk.RunAsync(rest, Connections, TimeSpan.FromSeconds(3)));
        }

        var (directRate, restRate) = (Wrk.Median(ofDirect, sample => sample.CallsPerSecond), Wrk.Median(ofRest, sample => sample.CallsPerSecond));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"server-everything, {Connections} connections: {directRate:F0} calls/s direct, {restRate:F0} over REST; {restRate / directRate:F2} times; wrong: {ofDirect.Concat(ofRest).Sum(sample => sample.Wrong)}.");
    }
}
