using System.Diagnostics;
using System.Net;
using McpService.Application;
using McpService.Application.Errors;
using McpService.Application.Mcp;
using McpService.Application.Upstream;
using McpService.Domain.Auditing;
using McpService.Domain.Tenants;
using McpService.Infrastructure.Mcp.Eras;
using McpService.Infrastructure.Mcp.Http;
using McpService.Infrastructure.Mcp.Sessions;
using McpService.Infrastructure.Mcp.Streams;
using McpService.Infrastructure.Mcp.Tools;
using McpService.Infrastructure.Mcp.Wire;
using McpService.Infrastructure.Security.Credentials;
using McpService.Infrastructure.Telemetry;
using Microsoft.Extensions.Options;

namespace McpService.Infrastructure.Mcp.Relay;

/// <summary>Passes the exchanges of MCP clients that <c>initialize</c> to the upstream and back, one upstream session for each of theirs.</summary>
internal sealed class MessageRelay(
    UpstreamHttp http,
    UpstreamAddress address,
    UpstreamTokens tokens,
    UpstreamTraits traits,
    UpstreamEras eras,
    SessionTickets tickets,
    TenantStreams streams,
    RelaySessions sessions,
    SessionOpening opening,
    RelayReplies replies,
    ListedTools listed,
    ListedArguments arguments,
    ICredentialVerdicts verdicts,
    GatewayTelemetry telemetry,
    IOptions<UpstreamOptions> options,
    TimeProvider time)
{
    // So long the upstream may take to say that it has no stream of its own, before the client gets one that may stay silent.
    private static readonly TimeSpan AtOnce = TimeSpan.FromMilliseconds(500);

    /// <summary>An exchange of a client that initializes.</summary>
    /// <exception cref="EraRefusedException">The upstream knows no <c>initialize</c>, and may speak a revision without.</exception>
    public Task<McpReply> RelayAsync(UpstreamTarget target, McpExchange exchange, ToolAccess access, CancellationToken cancellationToken)
    {
        var route = new RelayRoute(target, exchange, access);
        var session = SessionOfAsync(route, cancellationToken);
        return session.IsCompletedSuccessfully ? SendAsync(route with { SessionId = session.Result }, cancellationToken) : WaitAsync(route, session, cancellationToken);
    }

    /// <summary>An exchange of a client without sessions before an upstream without sessions: the credential is swapped, lists are cut and private, nothing else.</summary>
    /// <exception cref="EraRefusedException">The upstream does not speak the revision any more.</exception>
    public Task<McpReply> ForwardAsync(UpstreamTarget target, McpExchange exchange, ToolAccess access, CancellationToken cancellationToken) =>
        SendAsync(new RelayRoute(target, exchange with { Ticket = null, LastEventId = null }, access) { IsForwarded = true }, cancellationToken);

    private async Task<McpReply> WaitAsync(RelayRoute route, ValueTask<string?> session, CancellationToken cancellationToken) =>
        await SendAsync(route with { SessionId = await session }, cancellationToken);

    private Task<McpReply> SendAsync(RelayRoute route, CancellationToken cancellationToken) =>
        route.Waits ? ListenAsync(route, cancellationToken) : PassOnAsync(route, cancellationToken);

    /// <summary>A stream for what may come: the client's at once, whenever the upstream says its first word.</summary>
    private async Task<McpReply> ListenAsync(RelayRoute route, CancellationToken cancellationToken)
    {
        var exchange = route.Exchange;
        var place = streams.Open(exchange, isAnswer: false);
        var cancel = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, place.Ended);
        var asked = PassOnAsync(route with { Place = place }, cancel.Token);
        try
        {
            var reply = await asked.WaitAsync(AtOnce, time, cancellationToken);
            if (reply is WholeReply) place.Dispose(); // a stream has it for as long as it lasts
            cancel.Dispose();
            return reply;
        }
        catch (TimeoutException)
        {
            return new LateReply(asked, place, cancel, time, exchange.IsListening ? failure => ErrorOf(exchange, failure) : null)
            {
                Status = 200,
                ContentType = McpMediaTypes.EventStream,
                Ticket = exchange.Ticket,
            };
        }
        catch
        {
            await new LateReply(asked, place, cancel, time, errorOf: null) { Status = 200 }.DisposeAsync();
            throw;
        }
    }

    private async Task<McpReply> PassOnAsync(RelayRoute route, CancellationToken cancellationToken)
    {
        var (target, exchange) = (route.Target, route.Exchange);

        // 1. An exchange that opens a session gives it a token with its whole life ahead, and has a place for it before it asks.
        var token = route.Opens ? tokens.Fresh(target) : tokens.Current(target);
        using var place = route.Opens ? sessions.Reserve(target.TenantRef, exchange.MessageId) : null;

        // 2. Ask, with the tenant's credential in place of the client's. A session is not ended while something of its client's is under way.
        var session = route.SessionId is { } known ? sessions.Enter(target.TenantRef, known, token, route.Waits, id => Describe(route, id, token)) : null;
        if (exchange.Message is { Kind: McpMessageKind.Response } answer) session?.Questions.Answered(answer.Id.Span);
        using var limit = LimitOf(route, session, cancellationToken);
        var stream = route.Waits ? session?.OpenStream() : null;
        UpstreamResponse? response = null;
        try
        {
            if (session is not null && stream is null) await session.StreamIsOpenAsync(time, limit.Token);
            var request = RequestOf(route, token, Measure(route));
            response = place is null ? await http.SendAsync(request, limit.Token) : await opening.SendAsync(place, request, id => Describe(route, id, token), limit.Token);
            if (stream is not null) session!.StreamOpened(stream);

            // 3. An error of the upstream becomes one of ours, unless it is a message to the client.
            var scrubber = session?.ScrubberFor(token) ?? new SecretScrubber(token.Value);
            if (response.Status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden) verdicts.Refused(target);
            if (!response.IsSuccess)
            {
                var refusal = await RelayErrors.ReadAsync(response, exchange, (status, said) => IsOtherEra(route, status, said), scrubber, time, limit.Token);
                session?.Leave(route.Waits, time.GetTimestamp());
                return refusal;
            }

            verdicts.Accepted(target);

            // 4. The session's id stays here; the client gets a ticket, made once.
            if (place is not null && OpenedSession(response) is { } opened)
            {
                session = sessions.Opened(place, Describe(route, opened, token));
                scrubber = session.ScrubberFor(token);
            }

            var ticket = session is null ? null : route.Opens ? tickets.Seal(session.Id, target, route.Query, token.ExpiresAt) : exchange.Ticket;
            if (session is not null && exchange.Verb == McpVerb.Delete) sessions.Forget(target.TenantRef, session);

            // 5. The body passes on as it comes.
            var inspector = new RelayInspector(exchange.MessageId, route.Access, scrubber, OnListed(route))
            {
                ForwardedMethod = route.IsForwarded ? exchange.Message?.Method : null,
                Repeated = exchange.Message?.IsRequest(McpMethods.ToolsList) == true ? arguments.Of(target) : null,
            };
            var reply = await replies.PassAsync(response, request, route, inspector, session, ticket, limit);
            if (route.Opens && eras.Pinned is null && EraRefusal.OfInitialize(inspector.ErrorCode)) throw new EraRefusedException(new UpstreamException(UpstreamFailure.Rejected)) { Reply = reply };
            if (route.Opens) reply.TicketEndsAt = SessionTickets.EndOf(token.ExpiresAt);
            if (route.Opens && session is null) reply.OnEnded((outcome, _) => LearnNone(outcome));
            if (session is not null) Keep(reply, route, session);
            return reply;
        }
        catch (Exception failure)
        {
            if (stream is not null) session!.StreamOpened(stream);
            session?.Leave(route.Waits, time.GetTimestamp());
            if (session is not null && (route.Opens || failure is McpException { Code: JsonRpcCodes.SessionNotFound })) sessions.Abandon(target.TenantRef, session); // its client never had it, or gives it up
            response?.Failed(failure);
            response?.Dispose();
            if (failure is OperationCanceledException && response is null && limit.IsExpired) throw new UpstreamException(UpstreamFailure.Timeout);
            throw;
        }
    }

    /// <summary>Only requests are measured: what is told, and streams that wait, have no end to measure to.</summary>
    private ClientOperation? Measure(RelayRoute route) => route.Exchange.Message is { Kind: McpMessageKind.Request } request
        ? telemetry.BeginUpstream(request.Method!, request.Method == McpMethods.ToolsCall ? request.Name : null, route.Exchange.Revision, route.Target.TenantId)
        : null;

    // A list of the dynamic mode tells nothing: it repeats what was enabled.
    private Action<string>? OnListed(RelayRoute route) =>
        !route.Access.IsDynamic && route.Exchange.Message?.IsRequest(McpMethods.ToolsList) == true ? tool => listed.Add(route.Target, tool) : null;

    private async ValueTask<string?> SessionOfAsync(RelayRoute route, CancellationToken cancellationToken)
    {
        var (target, exchange) = (route.Target, route.Exchange);
        if (route.Opens) return null;
        if (exchange.Ticket is { } ticket) return tickets.Open(ticket, target, route.Query, isLast: exchange.Verb == McpVerb.Delete) ?? throw McpException.SessionNotFound(exchange.Message);
        return await traits.KeepsSessionsAsync(target, cancellationToken) ? throw McpException.NoSession(exchange.Message) : null;
    }

    private bool IsOtherEra(RelayRoute route, HttpStatusCode status, JsonRpcMessage said) =>
        eras.Pinned is null && (route.Opens ? EraRefusal.OfInitialize(status, said) : route.IsForwarded && McpRevisions.IsSessionless(route.Exchange.Revision) && EraRefusal.OfRevision(said)); // one that nobody knows is refused by those who speak the era, too

    private UpstreamRequest RequestOf(RelayRoute route, UpstreamToken token, ClientOperation? operation) => new(VerbOf(route.Exchange), address.WithQuery(route.Query), token)
    {
        SessionId = route.SessionId,
        Revision = route.Exchange.Revision,
        LastEventId = route.Exchange.LastEventId,
        ParameterHeaders = route.Exchange.ParameterHeaders,
        Body = BodyOf(route.Exchange.Message, operation?.Span),
        IsListening = route.Exchange.IsListening,
        Operation = operation,
    };

    private static ReadOnlyMemory<byte> BodyOf(McpMessage? message, Activity? span) =>
        message is null ? default : span is null ? message.Json : message.WithParameters(TraceMeta.Write(message.Parameters, span));

    private string? OpenedSession(UpstreamResponse response)
    {
        var id = response.OpenedSession();
        if (id is null) return null;
        traits.Learn(keepsSessions: true);
        eras.Proved(Era.Sessions);
        return id;
    }

    // A refusal comes without a session, too, and says nothing of those who are not refused.
    private void LearnNone(AuditOutcome outcome)
    {
        if (outcome != AuditOutcome.Success) return;
        traits.Learn(keepsSessions: false);
        eras.Proved(Era.Sessions);
    }

    /// <summary>A session as this process remembers it; its own where it was opened here.</summary>
    private RelaySession Describe(RelayRoute route, string sessionId, UpstreamToken token)
    {
        var questions = new Questions(TimeSpan.FromSeconds(options.Value.InputTimeoutSeconds), time);
        return new RelaySession(sessionId, route.Target.Key, address.WithQuery(route.Query), token, route.Exchange.Revision, questions, time.GetTimestamp()) { IsOwn = route.Opens };
    }

    /// <summary>The session is in use until the reply has ended; where the reply is to what opened it and nobody took it, the session ends with it.</summary>
    private void Keep(McpReply reply, RelayRoute route, RelaySession session)
    {
        if (!route.Waits && route.Exchange.MessageId.IsEmpty)
        {
            session.Leave(route.Waits, time.GetTimestamp());
            return;
        }

        if (route.Waits)
        {
            KeepUntilEnd(reply, session);
            return;
        }

        reply.OnEnded((_, _) =>
        {
            session.Leave(waits: false, time.GetTimestamp());
            if (route.Opens && !reply.IsDelivered) sessions.Abandon(route.Target.TenantRef, session);
        });
    }

    // By itself, so that a stream that waits holds nothing of what it came with.
    private void KeepUntilEnd(McpReply stream, RelaySession session) => stream.OnEnded((_, _) => session.Leave(waits: true, time.GetTimestamp()));

    // A stream for what may come has no limit. A call's clock stands still while its client is asked something.
    private CallLimit LimitOf(RelayRoute route, RelaySession? session, CancellationToken cancellationToken)
    {
        if (route.Waits) return new CallLimit(Timeout.InfiniteTimeSpan, time, cancellationToken);
        var limit = options.Value.TimeoutOf(route.Target);
        return session is null ? new CallLimit(limit, time, cancellationToken) : new CallLimit(limit, session.Questions.Clock, time, cancellationToken);
    }

    private static HttpMethod VerbOf(McpExchange exchange) => exchange.Verb switch
    {
        McpVerb.Get => HttpMethod.Get,
        McpVerb.Delete => HttpMethod.Delete,
        _ => HttpMethod.Post,
    };

    private static byte[] ErrorOf(McpExchange exchange, Exception failure) => failure switch
    {
        McpException refused => JsonRpcError.Write(refused.Id.Span, refused.Code, refused.Message, refused.ErrorData),
        UpstreamException upstream => JsonRpcError.Write(exchange.MessageId.Span, upstream, exchange.RequestId),
        _ => JsonRpcError.Write(exchange, UpstreamFailure.Disconnected),
    };
}
