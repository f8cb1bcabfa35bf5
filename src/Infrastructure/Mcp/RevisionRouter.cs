using McpService.Application.Mcp;
using McpService.Application.Upstream;
using McpService.Domain.Tenants;
using McpService.Infrastructure.Mcp.Bridge;
using McpService.Infrastructure.Mcp.Http;
using McpService.Infrastructure.Mcp.Relay;
using Microsoft.Extensions.Options;

namespace McpService.Infrastructure.Mcp;

/// <summary>Tells the eras of MCP apart on one URL: clients that initialize are relayed, those of 2026-07-28 forwarded or bridged.</summary>
internal sealed class RevisionRouter(MessageRelay relay, ProtocolBridge bridge, IOptions<UpstreamOptions> options)
{
    public Task<McpReply> RouteAsync(UpstreamTarget connection, McpExchange exchange, ToolPolicy policy, CancellationToken cancellationToken)
    {
        var isSessionless = exchange.Revision == McpRevisions.Sessionless;
        if (exchange.Verb != McpVerb.Post)
        {
            return isSessionless
                ? throw new McpException(405, -32000, "Method Not Allowed: revision 2026-07-28 knows only POST.", default)
                : relay.RelayAsync(connection, exchange, policy, cancellationToken);
        }

        // The header is enough for those who send one of the session revisions; only the others are looked into.
        if (exchange.Revision is { } named && McpRevisions.WithSessions.Contains(named)) return relay.RelayAsync(connection, exchange, policy, cancellationToken);

        var meta = SessionlessMeta.Of(exchange.Message);
        if (isSessionless || meta.Revision is not null)
        {
            return options.Value.RequestedVersion == McpRevisions.Sessionless
                ? relay.ForwardAsync(connection, exchange, policy, cancellationToken)
                : bridge.AnswerAsync(connection, exchange, meta, policy, cancellationToken);
        }

        return exchange.Revision is { } unknown
            ? throw SessionlessRules.Unsupported(exchange.MessageId, unknown, SessionlessRules.Supported)
            : relay.RelayAsync(connection, exchange, policy, cancellationToken);
    }
}
