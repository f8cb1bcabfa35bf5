using System.Diagnostics;
using System.Net;
using McpService.Application;
using McpService.Application.Errors;
using McpService.Application.Mcp;
using McpService.Application.Upstream;
using McpService.Domain.Auditing;
using McpService.Domain.Secrets;
using McpService.Domain.Tenants;
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
    SessionTickets tickets,
    TenantStreams streams,
    RelaySessions sessions,
    ListedTools listed,
    ForwardedTools forwarded,
    ICredentialVerdicts verdicts,
    GatewayTelemetry telemetry,
    IOptions<UpstreamOptions> options,
    TimeProvider time)
{
    /// <summary>An exchange of a client that initializes.</summary>
    public async Task<McpReply> RelayAsync(UpstreamTarget target, McpExchange exchange, ToolAccess access, CancellationToken cancellationToken)
    {
        var query = RelayQuery.Of(access, exchange.Mode);
        var sessionId = await SessionOfAsync(target, exchange, query, cancellationToken);
        return await PassOnAsync(target, exchange, query, sessionId, access, cancellationToken);
    }

    /// <summary>An exchange of a client without sessions before an upstream without sessions: the credential is swapped, lists are cut and private, nothing else.</summary>
    public Task<McpReply> ForwardAsync(UpstreamTarget target, McpExchange exchange, ToolAccess access, CancellationToken cancellationToken) =>
        PassOnAsync(target, exchange with { Ticket = null, LastEventId = null }, RelayQuery.Of(access, exchange.Mode), null, access, cancellationToken, forwarded.Of(target));

    private async Task<McpReply> PassOnAsync(
        UpstreamTarget target, McpExchange exchange, string query, string? sessionId, ToolAccess access, CancellationToken cancellationToken, RepeatedArguments? repeated = null)
    {
        // 1. An exchange that opens a session gives it a token with its whole life ahead.
        var opens = exchange.Message is { } message && message.IsRequest(McpMethods.Initialize);

        // 2. Ask, with the tenant's credential in place of the client's.
        var token = opens ? tokens.Fresh(target) : tokens.Current(target);
        var session = sessionId is null ? null : Enter(target, exchange, query, sessionId, token);
        using var limit = new CallLimit(options.Value.TimeoutOf(target), time, cancellationToken);
        UpstreamResponse? response = null;
        try
        {
            var request = RequestOf(exchange, new UpstreamRequest(VerbOf(exchange), address.WithQuery(query), token) { SessionId = sessionId, Operation = Measure(target, exchange) });
            response = await SendAsync(request, limit);

            // 3. An error of the upstream becomes one of ours, unless it is a message to the client.
            var scrubber = new SecretScrubber(token.Value, SecretOf(sessionId));
            if (response.Status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden) verdicts.Refused(target);
            if (!response.IsSuccess)
            {
                var refusal = await RelayErrors.ReadAsync(response, exchange, scrubber, time, limit.Token);
                session?.Leave();
                return refusal;
            }

            verdicts.Accepted(target);

            // 4. The session's id stays here; the client gets a ticket, made once.
            if (opens && OpenedSession(response) is { } opened)
            {
                session = Enter(target, exchange, query, opened, token);
                scrubber = new SecretScrubber(token.Value, SecretOf(opened));
            }

            var ticket = session is null ? null : opens ? tickets.Seal(session.Id, target, query, token.ExpiresAt) : exchange.Ticket;
            if (session is not null && exchange.Verb == McpVerb.Delete) sessions.Forget(target.TenantRef, session.Id);

            // 5. The body passes on as it comes; until it has, the session is not ended under it.
            var inspector = new RelayInspector(exchange.MessageId, access, scrubber, OnListed(target, exchange, access))
            {
                ForwardedMethod = repeated is null ? null : exchange.Message?.Method,
                Repeated = repeated,
            };
            var isAnswer = inspector.IsDue;
            var reply = await PassAsync(response, request, target, exchange, inspector, ticket, limit);
            if (opens) reply.TicketEndsAt = SessionTickets.EndOf(token.ExpiresAt);
            if (isAnswer) reply.OnEnded((_, _) => session?.Leave());
            else session?.Leave();
            return reply;
        }
        catch (Exception failure)
        {
            session?.Leave();
            response?.Failed(failure);
            response?.Dispose();
            throw;
        }
    }

    /// <summary>Only requests are measured: what is told, and streams that wait, have no end to measure to.</summary>
    private ClientOperation? Measure(UpstreamTarget target, McpExchange exchange) => exchange.Message is { Kind: McpMessageKind.Request } request
        ? telemetry.BeginUpstream(request.Method!, request.Method == McpMethods.ToolsCall ? request.Name : null, exchange.Revision, target.TenantId)
        : null;

    // A list of the dynamic mode tells nothing: it repeats what was enabled.
    private Action<string>? OnListed(UpstreamTarget target, McpExchange exchange, ToolAccess access) =>
        !access.IsDynamic && exchange.Message?.IsRequest(McpMethods.ToolsList) == true ? tool => listed.Add(target, tool) : null;

    private async ValueTask<string?> SessionOfAsync(UpstreamTarget target, McpExchange exchange, string query, CancellationToken cancellationToken)
    {
        if (exchange.Message is { } message && message.IsRequest(McpMethods.Initialize)) return null;
        if (exchange.Ticket is { } ticket) return tickets.Open(ticket, target, query, isLast: exchange.Verb == McpVerb.Delete) ?? throw McpException.SessionNotFound(exchange.Message);
        return await traits.KeepsSessionsAsync(target, cancellationToken) ? throw McpException.NoSession(exchange.Message) : null;
    }

    private static UpstreamRequest RequestOf(McpExchange exchange, UpstreamRequest request) => request with
    {
        Revision = exchange.Revision,
        LastEventId = exchange.LastEventId,
        ParameterHeaders = exchange.ParameterHeaders,
        Body = BodyOf(exchange.Message, request.Operation?.Span),
        IsListening = exchange.IsListening,
    };

    private async Task<UpstreamResponse> SendAsync(UpstreamRequest request, CallLimit limit)
    {
        try
        {
            return await http.SendAsync(request, limit.Token);
        }
        catch (OperationCanceledException) when (limit.IsExpired)
        {
            throw new UpstreamException(UpstreamFailure.Timeout);
        }
    }

    private static ReadOnlyMemory<byte> BodyOf(McpMessage? message, Activity? span) =>
        message is null ? default : span is null ? message.Json : message.WithParameters(TraceMeta.Write(message.Parameters, span));

    private string? OpenedSession(UpstreamResponse response)
    {
        var id = response.OpenedSession();
        traits.Learn(id is not null);
        return id;
    }

    private RelaySession Enter(UpstreamTarget target, McpExchange exchange, string query, string sessionId, UpstreamToken token) =>
        sessions.Enter(target.TenantRef, new RelaySession(sessionId, target.Key, address.WithQuery(query), token, exchange.Revision, time.GetTimestamp()));

    private async Task<McpReply> PassAsync(
        UpstreamResponse response, UpstreamRequest request, UpstreamTarget target, McpExchange exchange, RelayInspector inspector, string? ticket, CallLimit limit)
    {
        if (response.IsEventStream)
        {
            var body = await response.OpenAsync(limit.Token);
            var registration = streams.Open(exchange, inspector.IsDue && !exchange.IsListening);
            var resume = exchange.IsOneWay && inspector.IsDue && request.SessionId is not null ? ResumedStream.Of(http, request, time) : null;
            var events = new EventStreamReader(body, Bounds.Answer, resume);
            var reply = new RelayedEvents(
                response,
                events,
                inspector,
                registration,
                exchange.IsListening ? null : options.Value.TimeoutOf(target),
                time,
                failure => EventStreamWriter.Message(Error(exchange, failure)),
                isResumable: ticket is not null && !exchange.IsOneWay)
            {
                Status = (int)response.Status,
                ContentType = McpMediaTypes.EventStream,
                Ticket = ticket,
            };
            response.MeasureUntilEnd(reply);
            return reply;
        }

        if (exchange.IsListening && response.IsJson)
        {
            var body = await response.OpenAsync(limit.Token);
            var lines = new RelayedLines(response, body, inspector, streams.Open(exchange, isAnswer: false), failure => [.. Error(exchange, failure), (byte)'\n'])
            {
                Status = (int)response.Status,
                ContentType = McpMediaTypes.Json,
            };
            response.MeasureUntilEnd(lines);
            return lines;
        }

        using (response)
        {
            if (!inspector.IsDue) return new WholeReply(default, AuditOutcome.Success) { Status = (int)response.Status, Ticket = ticket };
            return response.IsJson ? await PassJsonAsync(response, inspector, ticket, limit) : throw new UpstreamException(UpstreamFailure.InvalidResponse);
        }
    }

    private static async Task<McpReply> PassJsonAsync(UpstreamResponse response, RelayInspector inspector, string? ticket, CallLimit limit)
    {
        try
        {
            var body = await response.ReadWholeAsync(limit.Token);
            var other = inspector.Inspect(body.Span);
            if (inspector.IsDue) throw new UpstreamException(UpstreamFailure.ProtocolError);
            response.Answered(inspector.Answer!.Value, code: null);
            return new WholeReply(other ?? body.Memory, inspector.Answer!.Value, owner: body)
            {
                Status = (int)response.Status,
                ContentType = McpMediaTypes.Json,
                Ticket = ticket,
            };
        }
        catch (OperationCanceledException) when (limit.IsExpired)
        {
            throw new UpstreamException(UpstreamFailure.Timeout);
        }
    }

    private static Secret? SecretOf(string? sessionId) => sessionId is null ? null : new Secret(sessionId);

    private static HttpMethod VerbOf(McpExchange exchange) => exchange.Verb switch
    {
        McpVerb.Get => HttpMethod.Get,
        McpVerb.Delete => HttpMethod.Delete,
        _ => HttpMethod.Post,
    };

    private static byte[] Error(McpExchange exchange, UpstreamFailure failure) => JsonRpcError.Write(exchange.MessageId.Span, failure, exchange.RequestId);
}
