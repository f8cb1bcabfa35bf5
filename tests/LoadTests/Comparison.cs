using System.Globalization;
using System.Text;

namespace McpService.LoadTests;

/// <summary>Calls a second through each way to the upstream, interleaved, each the median of its samples; ratios to the bare forwarder of the same run.</summary>
internal sealed class Comparison(Stage stage)
{
    private const int Samples = 3;
    private const string Arguments = """{"text":"hello"}""";

    private static readonly int[] Connections = [1, 16, 64];

    public async Task<string> RunAsync()
    {
        var ticket = await OpenSessionAsync();
        var ways = Ways(ticket);
        foreach (var way in ways) await Wrk.RunAsync(way.Url, 16, way.Body, way.Headers); // code compiled, connections open

        var table = new StringBuilder("| | connections | calls/s | × bare | p50 ms | p99 ms | wrong |\n|---|---|---|---|---|---|---|\n");
        foreach (var connections in Connections)
        {
            var samples = ways.ToDictionary(w => w.Name, _ => new List<Sample>());
            for (var round = 0; round < Samples; round++)
            {
                foreach (var way in ways) samples[way.Name].Add(await Wrk.RunAsync(way.Url, connections, way.Body, way.Headers));
            }

            var bare = Median(samples[ways[1].Name]).CallsPerSecond;
            foreach (var way in ways)
            {
                var s = Median(samples[way.Name]);
                var wrong = samples[way.Name].Sum(x => x.Wrong);
                table.AppendLine(CultureInfo.InvariantCulture, $"| {way.Name} | {connections} | {s.CallsPerSecond:F0} | {s.CallsPerSecond / bare:F2} | {s.MedianMs:F2} | {s.P99Ms:F2} | {wrong} |");
            }
        }

        return table.ToString();
    }

    private List<Way> Ways(string ticket)
    {
        var call = Call("load_echo", "");
        Dictionary<string, string> json = new() { ["Content-Type"] = "application/json", ["Accept"] = "application/json, text/event-stream" };
        Dictionary<string, string> relay = new(json) { ["Authorization"] = $"Bearer {stage.Tenant.ApiKey}", ["Mcp-Session-Id"] = ticket, ["MCP-Protocol-Version"] = "2025-06-18" };
        Dictionary<string, string> bridge = new(json)
        {
            ["Authorization"] = $"Bearer {stage.Tenant.ApiKey}",
            ["MCP-Protocol-Version"] = "2026-07-28",
            ["Mcp-Method"] = "tools/call",
            ["Mcp-Name"] = "load_echo",
        };
        var meta = ""","_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}""";
        return
        [
            new("direct", new Uri(stage.Upstream, "/mcp"), call, json),
            new("bare", new Uri(stage.Bare, "/mcp"), call, json),
            new("REST", new Uri(stage.Gateway.Address, stage.Tenant.ToolPath), $$"""{"method":"load_echo","params":{{Arguments}}}""", new Dictionary<string, string> { ["Content-Type"] = "application/json", ["x-api-key"] = stage.Tenant.ApiKey }),
            new("relay, JSON", stage.Tenant.McpAddress, call, relay),
            new("relay, events", stage.Tenant.McpAddress, Call("load_echo-sse", ""), relay),
            new("bridge", stage.Tenant.McpAddress, Call("load_echo", meta), bridge),
        ];
    }

    private static string Call(string tool, string more) =>
        $$$"""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"{{{tool}}}","arguments":{{{Arguments}}}{{{more}}}}}""";

    private async Task<string> OpenSessionAsync()
    {
        const string Initialize = """{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"load","version":"1"}}}""";
        using var response = await stage.Tenant.McpAsync(Initialize);
        return response.Headers.GetValues("Mcp-Session-Id").Single();
    }

    private static Sample Median(List<Sample> samples) => samples.OrderBy(s => s.CallsPerSecond).ElementAt(samples.Count / 2);

    private sealed record Way(string Name, Uri Url, string Body, IReadOnlyDictionary<string, string> Headers);
}
