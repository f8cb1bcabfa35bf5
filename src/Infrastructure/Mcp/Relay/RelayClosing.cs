using McpService.Infrastructure.Mcp.Http;
using McpService.Infrastructure.Mcp.Sessions;

namespace McpService.Infrastructure.Mcp.Relay;

/// <summary>Ends sessions of MCP clients at the upstream, beside whatever else goes on.</summary>
internal sealed class RelayClosing(UpstreamHttp http, BackgroundRequests background, SessionDurations durations, TimeProvider time)
{
    public void Close(RelaySession session)
    {
        Ended(session);
        background.Run(async cancellationToken =>
        {
            using var response = await http.SendAsync(
                new UpstreamRequest(HttpMethod.Delete, session.Address, session.Token) { SessionId = session.Id, Revision = session.Revision }, cancellationToken);
        });
    }

    /// <summary>It has ended by itself.</summary>
    public void Ended(RelaySession session) => durations.RelayedEnded(time.GetElapsedTime(session.SeenAt));
}
