using System.Globalization;
using McpService.Common.Gateway;
using McpService.LoadTests.Servers;
using McpService.LoadTests.Stage;

namespace McpService.LoadTests.Clients;

/// <summary>A client that stays connected while next to nothing comes, and must not lose what does.</summary>
internal static class StayingConnected
{
    public static async Task<string> RunAsync(int minutes)
    {
        await using var stage = new MeasuringStage();
        await using var gateway = await stage.NewGatewayAsync(stage.NewSqlite(), "buffered");
        var (_, apiKey) = await gateway.CreateTenantAsync();

        using var client = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        using var session = await RelayClient.OpenAsync(client, new Uri(gateway.Address, "/mcp"), apiKey);
        using var events = new StreamReader(await session.ListenAsync());
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(minutes + 0.5));
        for (var expected = 1; expected <= minutes; expected++)
        {
            var seen = await NextAsync(events, limit.Token);
            if (seen != expected) return $"Event {expected} was lost; what came was {(seen is null ? "the end" : $"event {seen}")}.";
        }

        return $"{minutes} events in {minutes} minutes on one stream, none lost.";
    }

    /// <summary>The number of the next event; null at the end of the stream.</summary>
    private static async Task<int?> NextAsync(StreamReader events, CancellationToken cancellationToken)
    {
        while (await events.ReadLineAsync(cancellationToken) is { } line)
        {
            var at = line.IndexOf(SlowStream.EventNumber, StringComparison.Ordinal);
            if (at >= 0) return int.Parse(line.AsSpan(at + SlowStream.EventNumber.Length).TrimEnd("}\""), CultureInfo.InvariantCulture);
        }

        return null;
    }
}
