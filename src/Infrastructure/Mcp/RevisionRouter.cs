using McpService.Application.Mcp;
using McpService.Application.Upstream;
using McpService.Domain.Tenants;
using McpService.Infrastructure.Mcp.Bridge;
using McpService.Infrastructure.Mcp.Relay;
using McpService.Infrastructure.Mcp.Sessions;
using McpService.Infrastructure.Mcp.Tools;

namespace McpService.Infrastructure.Mcp;

/// <summary>
/// Tells the eras of MCP apart on one URL. A client's own is used where the upstream speaks it: clients that initialize are relayed, those without
/// sessions forwarded. Else they are bridged.
/// </summary>
internal sealed class RevisionRouter(MessageRelay relay, ListedArguments arguments, ProtocolBridge bridge, UpstreamEras eras, EraFinder finder)
{
    public Task<McpReply> RouteAsync(UpstreamTarget target, McpExchange exchange, ToolAccess access, CancellationToken cancellationToken)
    {
        var isSessionless = McpRevisions.IsSessionless(exchange.Revision);
        if (exchange.Verb != McpVerb.Post)
        {
            return isSessionless
                ? throw new McpException(405, JsonRpcCodes.Refused, $"Method Not Allowed: revision {exchange.Revision} knows only POST.", default)
                : relay.RelayAsync(target, exchange, access, cancellationToken);
        }

        // The header is enough for those who send one of the session revisions; only the others are looked into.
        if (McpRevisions.HasSessions(exchange.Revision)) return relay.RelayAsync(target, exchange, access, cancellationToken);

        var meta = SessionlessMeta.Of(exchange.Message);
        if (isSessionless || meta.Revision is not null) return RouteSessionlessAsync(target, exchange, meta, access, cancellationToken);

        return exchange.Revision is { } unknown
            ? throw SessionlessRules.Unsupported(exchange.MessageId, unknown, SessionlessRules.Supported)
            : relay.RelayAsync(target, exchange, access, cancellationToken);
    }

    private async Task<McpReply> RouteSessionlessAsync(UpstreamTarget target, McpExchange exchange, SessionlessMeta meta, ToolAccess access, CancellationToken cancellationToken)
    {
        // A call that was parked waits on a session, whatever else the upstream speaks.
        if (exchange.Continued is not null || !await finder.SpeaksSessionlessAsync(target, mayAsk: !exchange.MessageId.IsEmpty, cancellationToken)) return await bridge.AnswerAsync(target, exchange, meta, access, cancellationToken);
        if (exchange.Message is { Name: { } tool } call && call.IsRequest(McpMethods.ToolsCall)) SessionlessRules.CheckParameters(exchange, call, arguments.Of(target).Of(tool));
        try
        {
            return await relay.ForwardAsync(target, exchange, access, cancellationToken);
        }
        catch (EraRefusedException)
        {
            // It did until now.
            eras.Refused(target, Era.Sessionless);
            return await bridge.AnswerAsync(target, exchange, meta, access, cancellationToken);
        }
    }
}
