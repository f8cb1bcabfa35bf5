using McpService.Application.Mcp;
using McpService.Application.Upstream;
using McpService.Domain.Tenants;
using McpService.Infrastructure.Mcp.Relay;

namespace McpService.Infrastructure.Mcp.Reverse;

/// <summary>Tickets of sessions that the gateway plays: sealed as those of relayed ones, and bound to the same.</summary>
internal sealed class BridgedTickets(SessionTickets tickets, TimeProvider time)
{
    /// <summary>So long a session lasts; its client then initializes again.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(1);

    /// <summary>The ticket of a session that was just opened, and when it opens nothing any more.</summary>
    public (string Ticket, DateTimeOffset EndsAt) Seal(BridgedSession session, UpstreamTarget target, string query)
    {
        var end = time.GetUtcNow() + Lifetime;
        return (tickets.Seal(session.Write(), target, query, end), SessionTickets.EndOf(end)!.Value);
    }

    /// <summary>The session of the exchange's ticket; null where it is another's, or none.</summary>
    public BridgedSession? Open(UpstreamTarget target, McpExchange exchange, ToolAccess access) =>
        exchange.Ticket is { } ticket && tickets.Open(ticket, target, RelayQuery.Of(access, exchange.Mode), isLast: false) is { Length: > 0 } text ? BridgedSession.Read(text) : null;

    /// <summary>When what is stored of a session may go: no ticket lives longer.</summary>
    public DateTimeOffset RowEnd => time.GetUtcNow() + Lifetime;
}
