using McpService.Application;
using McpService.Application.Errors;
using McpService.Application.Mcp;
using McpService.Domain.Auditing;
using McpService.Infrastructure.Mcp.Http;
using McpService.Infrastructure.Mcp.Streams;
using McpService.Infrastructure.Mcp.Wire;
using Microsoft.Extensions.Options;

namespace McpService.Infrastructure.Mcp.Relay;

/// <summary>Makes the client's reply of what the upstream answers with success, in each form that may have.</summary>
internal sealed class RelayReplies(UpstreamHttp http, TenantStreams streams, IOptions<UpstreamOptions> options, TimeProvider time)
{
    /// <summary>The body passes on as it comes.</summary>
    /// <param name="response">The upstream's; goes with the reply.</param>
    /// <param name="request">What it answers.</param>
    /// <param name="route">What it is for.</param>
    /// <param name="inspector">Looks at each message.</param>
    /// <param name="session">What it belongs to, or null.</param>
    /// <param name="ticket">The client's, or null.</param>
    /// <param name="limit">The call's, for a body that is read whole.</param>
    /// <exception cref="UpstreamException">No MCP, too large, or not in time.</exception>
    public Task<McpReply> PassAsync(
        UpstreamResponse response, UpstreamRequest request, RelayRoute route, RelayInspector inspector, RelaySession? session, string? ticket, CallLimit limit)
    {
        var exchange = route.Exchange;
        if (response.IsEventStream)
        {
            var resume = exchange.IsOneWay && inspector.IsDue && request.SessionId is not null ? ResumedStream.Of(http, request, time) : null;
            var events = response.OpenEvents(Bounds.Answer, resume, mayBeSilent: route.Waits);
            if (route.Waits) response.ForgetHeaders();
            var registration = route.Place ?? streams.Open(exchange, inspector.IsDue && !exchange.IsListening);
            var reply = new RelayedEvents(
                response,
                events,
                inspector,
                registration,
                new Patience(exchange.IsListening ? null : options.Value.TimeoutOf(route.Target), session?.Questions, time),
                time,
                inspector.IsDue ? exchange : null,
                isResumable: ticket is not null && !exchange.IsOneWay)
            {
                Status = (int)response.Status,
                ContentType = McpMediaTypes.EventStream,
                Ticket = ticket,
            };
            response.MeasureUntilEnd(reply);
            return Task.FromResult<McpReply>(reply);
        }

        if (exchange.IsListening && response.IsJson)
        {
            var body = response.Open();
            var lines = new RelayedLines(response, body, inspector, route.Place ?? streams.Open(exchange, isAnswer: false), failure => [.. JsonRpcError.Write(exchange, failure), (byte)'\n'])
            {
                Status = (int)response.Status,
                ContentType = McpMediaTypes.Json,
            };
            response.MeasureUntilEnd(lines);
            return Task.FromResult<McpReply>(lines);
        }

        return PassWholeAsync(response, inspector, ticket, limit);
    }

    private static async Task<McpReply> PassWholeAsync(UpstreamResponse response, RelayInspector inspector, string? ticket, CallLimit limit)
    {
        using var ended = response;
        if (!inspector.IsDue) return new WholeReply(default, AuditOutcome.Success) { Status = (int)response.Status, Ticket = ticket };
        if (!response.IsJson) throw new UpstreamException(UpstreamFailure.InvalidResponse);

        AnswerBuffer? body = null;
        try
        {
            body = await response.ReadWholeAsync(limit.Token);
            var other = inspector.Inspect(body.Span);
            if (inspector.IsDue) throw new UpstreamException(UpstreamFailure.ProtocolError);
            response.Answered(inspector.Answer!.Value, code: null);
            IDisposable? owner = body;
            if (other is not null)
            {
                body.Dispose();
                owner = HeldCopy.Of(response.Budget, other.Length);
            }

            return new WholeReply(other ?? body.Memory, inspector.Answer!.Value, owner: owner)
            {
                Status = (int)response.Status,
                ContentType = McpMediaTypes.Json,
                Ticket = ticket,
            };
        }
        catch (Exception e)
        {
            body?.Dispose();
            if (e is OperationCanceledException && limit.IsExpired) throw new UpstreamException(UpstreamFailure.Timeout);
            throw;
        }
    }
}
