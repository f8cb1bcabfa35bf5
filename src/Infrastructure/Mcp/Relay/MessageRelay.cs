using System.Net;
using McpService.Application.Errors;
using McpService.Application.Mcp;
using McpService.Application.Upstream;
using McpService.Domain.Auditing;
using McpService.Domain.Tenants;
using McpService.Infrastructure.Mcp.Http;
using McpService.Infrastructure.Mcp.Sessions;
using McpService.Infrastructure.Mcp.Streams;
using McpService.Infrastructure.Mcp.Wire;
using McpService.Infrastructure.Security.Credentials;
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
    ICredentialVerdicts verdicts,
    IOptions<UpstreamOptions> options,
    TimeProvider time)
{
    /// <summary>An exchange of a client that initializes.</summary>
    public async Task<McpReply> RelayAsync(UpstreamTarget connection, McpExchange exchange, ToolPolicy policy, CancellationToken cancellationToken)
    {
        var query = RelayQuery.Of(connection, exchange);
        var sessionId = await SessionOfAsync(connection, exchange, query, cancellationToken);
        return await PassOnAsync(connection, exchange, query, sessionId, policy, cancellationToken);
    }

    /// <summary>An exchange of a client without sessions before an upstream without sessions: the credential is swapped, nothing else.</summary>
    public Task<McpReply> ForwardAsync(UpstreamTarget connection, McpExchange exchange, ToolPolicy policy, CancellationToken cancellationToken) =>
        PassOnAsync(connection, exchange with { Ticket = null, LastEventId = null }, RelayQuery.Of(connection, exchange), null, policy, cancellationToken);

    private async Task<McpReply> PassOnAsync(
        UpstreamTarget connection, McpExchange exchange, string query, string? sessionId, ToolPolicy policy, CancellationToken cancellationToken)
    {
        // 1. An exchange that opens a session gives it a token with its whole life ahead.
        var opens = exchange.Message is { } message && message.IsRequest("initialize");

        // 2. Ask, with the tenant's credential in place of the client's.
        var token = opens ? tokens.Fresh(connection) : tokens.Current(connection);
        var session = sessionId is null ? null : Enter(connection, exchange, query, sessionId, token);
        HttpResponseMessage? response = null;
        try
        {
            response = await SendAsync(connection, exchange, address.WithQuery(query), token.Value.Reveal(), sessionId, cancellationToken);

            // 3. An error of the upstream becomes one of ours, unless it is a message to the client.
            var scrubber = new SecretScrubber(token.Value);
            if (response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden) verdicts.Refused(connection);
            if (!response.IsSuccessStatusCode)
            {
                var refusal = await RelayErrors.ReadAsync(response, exchange, scrubber, time.GetUtcNow(), cancellationToken);
                session?.Leave();
                return refusal;
            }

            verdicts.Accepted(connection);

            // 4. The session's id stays here; the client gets a ticket, made once.
            if (opens && OpenedSession(response) is { } opened) session = Enter(connection, exchange, query, opened, token);
            var ticket = session is null ? null : opens ? tickets.Seal(session.Id, connection, query, token.ExpiresAt) : exchange.Ticket;
            if (session is not null && exchange.Verb == McpVerb.Delete) sessions.Forget(connection.TenantRef, session.Id);

            // 5. The body passes on as it comes; until it has, the session is not ended under it.
            var inspector = new RelayInspector(exchange.MessageId, policy, scrubber);
            var isAnswer = inspector.IsDue;
            var reply = await PassAsync(response, connection, exchange, inspector, ticket, cancellationToken);
            if (isAnswer) reply.OnEnded((_, _) => session?.Leave());
            else session?.Leave();
            return reply;
        }
        catch
        {
            session?.Leave();
            response?.Dispose();
            throw;
        }
    }

    private async ValueTask<string?> SessionOfAsync(UpstreamTarget connection, McpExchange exchange, string query, CancellationToken cancellationToken)
    {
        if (exchange.Message is { } message && message.IsRequest("initialize")) return null;
        if (exchange.Ticket is { } ticket) return tickets.Open(ticket, connection, query) ?? throw McpException.SessionNotFound(exchange.Message);
        return await traits.KeepsSessionsAsync(connection, cancellationToken) ? throw McpException.NoSession(exchange.Message) : null;
    }

    private async Task<HttpResponseMessage> SendAsync(
        UpstreamTarget connection, McpExchange exchange, Uri target, string token, string? sessionId, CancellationToken cancellationToken)
    {
        using var limit = new CallLimit(TimeoutOf(connection), time, cancellationToken);
        try
        {
            return await http.SendAsync(() => UpstreamRequest.Make(exchange, target, token, sessionId), limit.Token);
        }
        catch (OperationCanceledException) when (limit.IsExpired)
        {
            throw new UpstreamException(UpstreamFailure.Timeout);
        }
    }

    private string? OpenedSession(HttpResponseMessage response)
    {
        var id = UpstreamSessionId.Of(response);
        traits.Learn(id is not null);
        return id;
    }

    private RelaySession Enter(UpstreamTarget connection, McpExchange exchange, string query, string sessionId, UpstreamToken token) =>
        sessions.Enter(connection.TenantRef, new RelaySession(sessionId, connection.Key, address.WithQuery(query), token, exchange.Revision, time.GetTimestamp()));

    private async Task<McpReply> PassAsync(
        HttpResponseMessage response, UpstreamTarget connection, McpExchange exchange, RelayInspector inspector, string? ticket, CancellationToken cancellationToken)
    {
        switch (response.Content.Headers.ContentType?.MediaType)
        {
            case "text/event-stream":
                var registration = streams.Open(connection, exchange.MessageId, inspector.IsDue);
                var events = new EventStreamReader(await response.Content.ReadAsStreamAsync(cancellationToken), AnswerReader.MaxBytes);
                return new RelayedEvents(response, events, inspector, registration, TimeoutOf(connection), time, failure => EventStreamWriter.Message(Error(exchange, failure)), isResumable: ticket is not null)
                {
                    Status = (int)response.StatusCode,
                    ContentType = "text/event-stream",
                    Ticket = ticket,
                };
            case "application/json" when inspector.IsDue:
                using (response)
                {
                    return await PassJsonAsync(response, inspector, ticket, connection, cancellationToken);
                }

            default:
                using (response)
                {
                    if (inspector.IsDue) throw new UpstreamException(UpstreamFailure.InvalidResponse);
                    return new WholeReply(default, AuditOutcome.Success) { Status = (int)response.StatusCode, Ticket = ticket };
                }
        }
    }

    private async Task<McpReply> PassJsonAsync(
        HttpResponseMessage response, RelayInspector inspector, string? ticket, UpstreamTarget connection, CancellationToken cancellationToken)
    {
        using var limit = new CallLimit(TimeoutOf(connection), time, cancellationToken);
        try
        {
            var body = await AnswerReader.ReadWholeAsync(response, limit.Token);
            var other = inspector.Inspect(body.Span, out _);
            if (inspector.IsDue) throw new UpstreamException(UpstreamFailure.ProtocolError);
            return new WholeReply(other ?? body.Memory, inspector.Answer!.Value, owner: body)
            {
                Status = (int)response.StatusCode,
                ContentType = "application/json",
                Ticket = ticket,
            };
        }
        catch (OperationCanceledException) when (limit.IsExpired)
        {
            throw new UpstreamException(UpstreamFailure.Timeout);
        }
    }

    private static byte[] Error(McpExchange exchange, UpstreamFailure failure) => JsonRpcError.Write(exchange.MessageId.Span, failure, exchange.RequestId);

    private TimeSpan TimeoutOf(UpstreamTarget connection) => connection.Timeout ?? options.Value.DefaultTimeout;
}
