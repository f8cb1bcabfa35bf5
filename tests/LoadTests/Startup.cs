using System.Diagnostics;
using System.Globalization;
using McpService.Common.Databases;
using McpService.Common.Gateway;
using McpService.Common.Processes;
using McpService.Common.Upstreams;

namespace McpService.LoadTests;

/// <summary>From the start of the process to the first answered tool call, and what it then holds in memory.</summary>
internal static class Startup
{
    private const int Samples = 5;

    public static async Task<string> MeasureAsync()
    {
        var upstream = new Uri($"http://127.0.0.1:{FreePort.Next()}/mcp");
        await using var server = await ChildProcess.StartAsync([], ["dotnet", typeof(Startup).Assembly.Location, FastUpstream.Role, $"{upstream.Port}"]);
        using var database = new SqliteDatabase();
        var keys = GatewayProcess.NewKey("k");
        string tenantId, apiKey;
        await using (var first = await GatewayProcess.StartAsync(database.Url, upstream, keys))
        {
            await first.ReadyAsync();
            (tenantId, apiKey) = await first.CreateTenantAsync();
        }

        var samples = new List<(double Milliseconds, long Bytes)>();
        for (var i = 0; i < Samples; i++)
        {
            var started = TimeProvider.System.GetTimestamp();
            await using var gateway = await GatewayProcess.StartAsync(database.Url, upstream, keys);
            while (!await IsAnsweredAsync(gateway, tenantId, apiKey)) await Task.Delay(5);
            using var process = Process.GetProcessById(gateway.Id);
            samples.Add((TimeProvider.System.GetElapsedTime(started).TotalMilliseconds, process.WorkingSet64));
        }

        var median = samples.OrderBy(s => s.Milliseconds).ElementAt(Samples / 2);
        return string.Create(CultureInfo.InvariantCulture, $"Start to the first answered call: {median.Milliseconds:F0} ms; resident then: {median.Bytes / 1048576} MiB.");
    }

    private static async Task<bool> IsAnsweredAsync(GatewayProcess gateway, string tenantId, string apiKey)
    {
        try
        {
            return (await gateway.CallAsync(tenantId, apiKey, FastUpstream.Tool)).Text.Contains(FastUpstream.Canary, StringComparison.Ordinal);
        }
        catch (HttpRequestException)
        {
            return false; // It does not listen yet.
        }
    }
}
