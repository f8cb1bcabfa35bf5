using McpService.Application.Mcp;
using McpService.Application.Upstream;

namespace McpService.Infrastructure.Mcp.Relay;

/// <summary>The query that a relayed session is opened with: the tenant's integrations, which a client may narrow and never widen, and the mode.</summary>
internal static class RelayQuery
{
    /// <exception cref="McpException">The client asks for integrations the tenant does not have.</exception>
    public static string Of(UpstreamTarget target, McpExchange exchange)
    {
        var query = $"apps={Uri.EscapeDataString(Apps(target.Apps, exchange))}";
        return exchange.Mode is { } mode ? $"{query}&mode={mode}" : query;
    }

    private static string Apps(string allowed, McpExchange exchange)
    {
        if (exchange.Apps is not { } wanted) return allowed;
        var mine = allowed.Split(',');
        var asked = wanted.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (asked.Length > 0 && Array.TrueForAll(asked, mine.Contains)) return string.Join(',', asked);

        throw new McpException(400, JsonRpcCodes.InvalidParams, $"apps may only name what the tenant has: {allowed}.", exchange.MessageId);
    }
}
