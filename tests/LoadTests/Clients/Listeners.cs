using McpService.Common.Processes;
using McpService.Common.Waiting;

namespace McpService.LoadTests.Clients;

/// <summary>Relay sessions with an open stream each, in a process of their own that keeps them until it is ended.</summary>
internal static class Listeners
{
    public const string Role = "listen";

    private const string AllOpen = "all streams are open";

    /// <summary>Starts one that opens that many sessions with each key, and returns when all are open.</summary>
    public static async Task<ChildProcess> StartAsync(Uri mcp, int perKey, IEnumerable<string> apiKeys)
    {
        var listeners = await ChildProcess.StartAsync([], ["dotnet", typeof(Listeners).Assembly.Location, Role, mcp.AbsoluteUri, $"{perKey}", .. apiKeys]);
        await Eventually.TrueAsync(
            _ => listeners.HasExited ? throw new InvalidOperationException(listeners.Output) : Task.FromResult(listeners.Output.Contains(AllOpen, StringComparison.Ordinal)),
            AllOpen,
            TimeSpan.FromMinutes(2));
        return listeners;
    }

    /// <summary>What that process does.</summary>
    public static async Task RunAsync(Uri mcp, int perKey, IEnumerable<string> apiKeys)
    {
        using var client = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        var sessions = new List<RelayClient>();
        foreach (var key in apiKeys.SelectMany(key => Enumerable.Repeat(key, perKey)))
        {
            var session = await RelayClient.OpenAsync(client, mcp, key);
            sessions.Add(session);
            await session.ListenAsync();
        }

        Console.WriteLine(AllOpen);
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System);
        sessions.ForEach(session => session.Dispose());
    }
}
