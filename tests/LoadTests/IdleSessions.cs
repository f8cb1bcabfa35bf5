using System.Globalization;
using McpService.Common.Gateway;
using McpService.Common.Processes;
using McpService.Common.Waiting;
using McpService.Domain.Tenants;

namespace McpService.LoadTests;

/// <summary>What relay sessions with an open stream hold of the gateway's heap while nothing comes. Clients and upstream are processes of their own.</summary>
internal static class IdleSessions
{
    public const string Role = "listen";

    private const string AllOpen = "all streams are open";
    private const int Tenants = 10;
    private const int SessionsPerTenant = 100;

    public static async Task<string> MeasureAsync(Uri upstream)
    {
        await using var gateway = await GatewayHost.StartAsync([$"--INTEGRATION_APP_MCP_URL={upstream}", "--RATE_LIMIT_CONCURRENCY=10000"]);
        var keys = new List<string>();
        for (var i = 0; i <= Tenants; i++) keys.Add((await gateway.CreateTenantAsync($"user-{i}")).ApiKey);

        // What is made once is made with the first tenant's.
        await using var first = await ListenAsync(gateway.Address, keys[..1]);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await using var others = await ListenAsync(gateway.Address, keys[1..]);
        var each = (GC.GetTotalMemory(forceFullCollection: true) - before) / 1024.0 / (Tenants * SessionsPerTenant);
        return string.Create(CultureInfo.InvariantCulture, $"{Tenants * SessionsPerTenant} relay sessions with an open stream: {each:F1} KiB of heap each.");
    }

    /// <summary>The clients: opens the sessions and keeps them until it is ended.</summary>
    public static async Task RunAsync(Uri mcp, IEnumerable<string> apiKeys)
    {
        using var client = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        var sessions = new List<RelayClient>();
        foreach (var key in apiKeys.SelectMany(key => Enumerable.Repeat(key, SessionsPerTenant)))
        {
            var session = await RelayClient.OpenAsync(client, mcp, key);
            sessions.Add(session);
            await session.ListenAsync();
        }

        Console.WriteLine(AllOpen);
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System);
        sessions.ForEach(session => session.Dispose());
    }

    private static async Task<ChildProcess> ListenAsync(Uri gateway, List<string> keys)
    {
        var listeners = await ChildProcess.StartAsync([], ["dotnet", typeof(IdleSessions).Assembly.Location, Role, new Uri(gateway, "/mcp").AbsoluteUri, .. keys]);
        await Eventually.TrueAsync(
            _ => listeners.HasExited ? throw new InvalidOperationException(listeners.Output) : Task.FromResult(listeners.Output.Contains(AllOpen, StringComparison.Ordinal)),
            AllOpen,
            TimeSpan.FromMinutes(2));
        return listeners;
    }
}
