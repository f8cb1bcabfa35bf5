using McpService.Application.Errors;
using McpService.Application.Mcp;
using McpService.Application.Upstream;
using McpService.Domain.Tenants;
using McpService.Infrastructure.Mcp.Bridge;
using McpService.Infrastructure.Mcp.Eras;
using McpService.Infrastructure.Mcp.Relay;
using McpService.Infrastructure.Mcp.Reverse;
using McpService.Infrastructure.Mcp.Sessions;
using McpService.Infrastructure.Mcp.Tools;
using McpService.Infrastructure.Mcp.Wire;

namespace McpService.Infrastructure.Mcp;

/// <summary>
/// Tells the eras of MCP apart on one URL. A client's own is used where the upstream speaks it: clients that initialize are relayed, those without
/// sessions forwarded. Else they are bridged: what has no session gets the pool's, and what wants one is played one.
/// </summary>
internal sealed class RevisionRouter(MessageRelay relay, ListedArguments arguments, ProtocolBridge bridge, SessionBridge reverse, UpstreamEras eras, EraFinder finder)
{
    public Task<McpReply> RouteAsync(UpstreamTarget target, McpExchange exchange, ToolAccess access, CancellationToken cancellationToken)
    {
        var isSessionless = McpRevisions.IsSessionless(exchange.Revision);
        if (exchange.Verb != McpVerb.Post)
        {
            return isSessionless
                ? throw new McpException(405, JsonRpcCodes.Refused, $"Method Not Allowed: revision {exchange.Revision} knows only POST.", default)
                : RouteSessionAsync(target, exchange, access, cancellationToken);
        }

        // The header is enough for those who send one of the session revisions; only the others are looked into.
        if (McpRevisions.HasSessions(exchange.Revision)) return RouteSessionAsync(target, exchange, access, cancellationToken);

        var meta = SessionlessMeta.Of(exchange.Message);
        if (isSessionless || meta.Revision is not null) return RouteSessionlessAsync(target, exchange, meta, access, cancellationToken);

        return exchange.Revision is { } unknown
            ? throw SessionlessRules.Unsupported(exchange.MessageId, unknown, SessionlessRules.Supported)
            : RouteSessionAsync(target, exchange, access, cancellationToken);
    }

    private Task<McpReply> RouteSessionAsync(UpstreamTarget target, McpExchange exchange, ToolAccess access, CancellationToken cancellationToken)
    {
        if (exchange.Ticket is not null)
        {
            return reverse.Find(target, exchange, access) is { } played
                ? reverse.AnswerAsync(target, exchange, access, played, cancellationToken)
                : relay.RelayAsync(target, exchange, access, cancellationToken);
        }

        if (exchange.Message?.IsRequest(McpMethods.Initialize) == true) return InitializeAsync(target, exchange, access, cancellationToken);
        return eras.Pinned == Era.Sessionless ? throw McpException.NoSession(exchange.Message) : relay.RelayAsync(target, exchange, access, cancellationToken);
    }

    private async Task<McpReply> InitializeAsync(UpstreamTarget target, McpExchange exchange, ToolAccess access, CancellationToken cancellationToken)
    {
        if (!eras.MayInitialize(target)) return await reverse.InitializeAsync(target, exchange, access, cancellationToken);
        try
        {
            return await PeekAsync(await relay.RelayAsync(target, exchange, access, cancellationToken), cancellationToken);
        }
        catch (EraRefusedException refused)
        {
            eras.Refused(target, Era.Sessions);
            if (!await finder.AnswersSessionlessAsync(target, cancellationToken)) return refused.Reply ?? throw refused.Failure;
            if (refused.Reply is { } reply) await reply.DisposeAsync();
            return await reverse.InitializeAsync(target, exchange, access, cancellationToken);
        }
    }

    /// <summary>Some servers refuse a revision with an event of a stream that began with success.</summary>
    /// <exception cref="EraRefusedException">This one does.</exception>
    private async Task<McpReply> PeekAsync(McpReply reply, CancellationToken cancellationToken)
    {
        if (eras.Pinned is not null || reply.ContentType != McpMediaTypes.EventStream) return reply;
        try
        {
            var first = await reply.ReadAsync(cancellationToken);
            var started = new StartedReply(first, reply) { Status = reply.Status, ContentType = reply.ContentType, Ticket = reply.Ticket, TicketEndsAt = reply.TicketEndsAt };
            return EraRefusal.OfInitialize(JsonRpcMessage.Parse(EventStreamWriter.DataOf(first.Span)).ErrorCode)
                ? throw new EraRefusedException(new UpstreamException(UpstreamFailure.Rejected)) { Reply = started }
                : started;
        }
        catch (Exception e) when (e is not EraRefusedException)
        {
            await reply.DisposeAsync();
            throw;
        }
    }

    private Task<McpReply> RouteSessionlessAsync(UpstreamTarget target, McpExchange exchange, SessionlessMeta meta, ToolAccess access, CancellationToken cancellationToken)
    {
        // A call that was parked waits on a session, whatever else the upstream speaks.
        var forwards = exchange.Continued is null ? finder.SpeaksSessionlessAsync(target, mayAsk: !exchange.MessageId.IsEmpty, cancellationToken) : default;

        // Nearly always it is known which: a layer less to come back through.
        if (!forwards.IsCompletedSuccessfully) return WaitAsync(forwards.AsTask(), target, exchange, meta, access, cancellationToken);
        return forwards.Result ? ForwardAsync(target, exchange, meta, access, cancellationToken) : bridge.AnswerAsync(target, exchange, meta, access, cancellationToken);
    }

    private async Task<McpReply> WaitAsync(Task<bool> forwards, UpstreamTarget target, McpExchange exchange, SessionlessMeta meta, ToolAccess access, CancellationToken cancellationToken) =>
        await forwards ? await ForwardAsync(target, exchange, meta, access, cancellationToken) : await bridge.AnswerAsync(target, exchange, meta, access, cancellationToken);

    private async Task<McpReply> ForwardAsync(UpstreamTarget target, McpExchange exchange, SessionlessMeta meta, ToolAccess access, CancellationToken cancellationToken)
    {
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
