using System.Diagnostics;
using System.Globalization;
using McpService.Common.Gateway;

namespace McpService.LoadTests;

/// <summary>Calls a second through each way to the upstream, interleaved, each the median of its samples; ratios to the bare forwarder of the same run.</summary>
internal sealed class Comparison(Stage stage, TextWriter output)
{
    private const int Samples = 3;

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(30);

    public async Task RunAsync()
    {
        var (tenantId, apiKey) = await stage.Buffered.CreateTenantAsync();
        var ways = await WaysAsync(tenantId, apiKey);
        if (stage.Durable is { } durable)
        {
            var (durableId, durableKey) = await durable.CreateTenantAsync();
            ways.Add(Rest("REST, before-call, PostgreSQL", durable, durableId, durableKey, FastUpstream.Tool));
        }

        foreach (var way in ways) await Wrk.RunAsync(way, 64, WarmUp);
        foreach (var connections in new[] { 1, 16, 64 }) await CompareAsync($"{connections} connections", ways, connections);
        foreach (var kibibytes in new[] { 16, 128 })
        {
            var tool = FastUpstream.ToolOfSize(kibibytes);
            await CompareAsync($"{kibibytes} KiB in the answer, 16 connections", [Direct(tool), Bare(tool), Rest("REST", stage.Buffered, tenantId, apiKey, tool)], 16);
        }

        foreach (var gateway in new[] { stage.Buffered, stage.Durable }.OfType<GatewayProcess>())
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"Resident after the load: {Process.GetProcessById(gateway.Id).WorkingSet64 / 1048576} MiB"));
    }

    private async Task CompareAsync(string title, List<Way> ways, int connections)
    {
        var samples = ways.ToDictionary(way => way, _ => new List<Sample>());
        for (var round = 0; round < Samples; round++)
        {
            foreach (var way in ways) samples[way].Add(await Wrk.RunAsync(way, connections, TimeSpan.FromSeconds(2)));
        }

        await output.WriteLineAsync($"| {title} | calls/s | × bare | p50 ms | p99 ms | µs of CPU a call | wrong |\n|---|---|---|---|---|---|---|");
        var bare = Median(samples[ways[1]]).CallsPerSecond;
        foreach (var way in ways)
        {
            var s = Median(samples[way]);
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"| {way.Name} | {s.CallsPerSecond:F0} | {s.CallsPerSecond / bare:F2} | {s.MedianMs:F2} | {s.P99Ms:F2} | {(way.ProcessId is null ? "" : $"{s.CpuMicroseconds:F0}")} | {samples[way].Sum(x => x.Wrong)} |"));
        }

        await output.WriteLineAsync();
    }

    private async Task<List<Way>> WaysAsync(string tenantId, string apiKey)
    {
        var mcp = new Uri(stage.Buffered.Address, "/mcp");
        (string, string)[] relay = [("Authorization", $"Bearer {apiKey}"), ("Mcp-Session-Id", await OpenSessionAsync(mcp, apiKey)), ("MCP-Protocol-Version", "2025-06-18")];
        (string, string)[] bridge = [("Authorization", $"Bearer {apiKey}"), ("MCP-Protocol-Version", "2026-07-28"), ("Mcp-Method", "tools/call"), ("Mcp-Name", FastUpstream.Tool)];
        const string Meta = ""","_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}""";
        return
        [
            Direct(FastUpstream.Tool),
            Bare(FastUpstream.Tool),
            Rest("REST", stage.Buffered, tenantId, apiKey, FastUpstream.Tool),
            new("relay, JSON", mcp, Call(FastUpstream.Tool), stage.Buffered.Id, relay),
            new("relay, events", mcp, Call(FastUpstream.EventsTool), stage.Buffered.Id, relay),
            new("bridge", mcp, Call(FastUpstream.Tool, Meta), stage.Buffered.Id, bridge),
        ];
    }

    private Way Direct(string tool) => new("direct", stage.Upstream, Call(tool), null, []);

    private Way Bare(string tool) => new("bare", stage.Bare, Call(tool), stage.BareId, []);

    private static Way Rest(string name, GatewayProcess gateway, string tenantId, string apiKey, string tool) => new(
        name, new Uri(gateway.Address, $"/api/tenant/{tenantId}/tool"), $$$"""{"method":"{{{tool}}}","params":{"text":"hello"}}""", gateway.Id, [("x-api-key", apiKey)]);

    private static string Call(string tool, string more = "") =>
        $$$"""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"{{{tool}}}","arguments":{"text":"hello"}{{{more}}}}}""";

    private static async Task<string> OpenSessionAsync(Uri mcp, string apiKey)
    {
        using var client = new HttpClient();
        using var session = await RelayClient.OpenAsync(client, mcp, apiKey);
        return session.Ticket;
    }

    private static Sample Median(List<Sample> samples) => samples.OrderBy(s => s.CallsPerSecond).ElementAt(samples.Count / 2);
}
