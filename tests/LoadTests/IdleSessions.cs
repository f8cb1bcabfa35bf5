using System.Globalization;

namespace McpService.LoadTests;

/// <summary>What a relay session with an open stream costs while nothing comes: both ends and the gateway are in this process, so the figure is an upper bound.</summary>
internal sealed class IdleSessions(Stage stage)
{
    private const int Tenants = 10;
    private const int StreamsPerTenant = 100;
    private const string Initialize =
        """{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"load","version":"1"}}}""";

    public async Task<string> RunAsync()
    {
        var tenants = await Task.WhenAll(Enumerable.Range(0, Tenants).Select(i => stage.Gateway.CreateTenantAsync($"user-{i}", "load")));
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var streams = new List<HttpResponseMessage>();
        foreach (var tenant in tenants)
        {
            for (var i = 0; i < StreamsPerTenant; i++)
            {
                using var opened = await tenant.McpAsync(Initialize);
                using var request = tenant.McpRequest(HttpMethod.Get, opened.Headers.GetValues("Mcp-Session-Id").Single(), ("MCP-Protocol-Version", "2025-06-18"));
                request.Headers.Accept.Clear();
                request.Headers.Accept.ParseAdd("text/event-stream");
                var stream = await stage.Gateway.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
                stream.EnsureSuccessStatusCode();
                streams.Add(stream);
            }
        }

        var each = (GC.GetTotalMemory(forceFullCollection: true) - before) / 1024.0 / streams.Count;
        foreach (var stream in streams) stream.Dispose();
        return string.Create(CultureInfo.InvariantCulture, $"{streams.Count} relay sessions with an open stream: {each:F1} KiB of heap each, client and upstream included.");
    }
}
