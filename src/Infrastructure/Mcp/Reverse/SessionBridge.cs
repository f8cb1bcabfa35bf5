using System.Text;
using System.Text.Json;
using McpService.Application;
using McpService.Application.Errors;
using McpService.Application.Mcp;
using McpService.Application.Memory;
using McpService.Application.Upstream;
using McpService.Domain.Auditing;
using McpService.Domain.Tenants;
using McpService.Infrastructure.Mcp.Relay;
using McpService.Infrastructure.Mcp.Sessions;
using McpService.Infrastructure.Mcp.Streams;
using McpService.Infrastructure.Mcp.Wire;

namespace McpService.Infrastructure.Mcp.Reverse;

/// <summary>Plays the session for clients that initialize, before an upstream that knows none.</summary>
internal sealed class SessionBridge(
    SessionCalls sessions,
    TenantStreams streams,
    BridgedTickets tickets,
    BridgedCalls calls,
    BridgedMessages messages,
    BridgedNews news,
    InputRounds rounds,
    IBridgedSessions states,
    MemoryBudget budget,
    TimeProvider time)
{
    private static readonly string[] LogLevels = ["debug", "info", "notice", "warning", "error", "critical", "alert", "emergency"];

    /// <summary>The session of the exchange's ticket; null where it is not one that is played here.</summary>
    public BridgedSession? Find(UpstreamTarget target, McpExchange exchange, ToolAccess access) => tickets.Open(target, exchange, access);

    /// <summary>Answers <c>initialize</c> with what the upstream says of itself.</summary>
    /// <exception cref="McpException">The client asks for a mode that only an upstream with sessions has.</exception>
    /// <exception cref="UpstreamException">The upstream does not say what it is.</exception>
    public async Task<McpReply> InitializeAsync(UpstreamTarget target, McpExchange exchange, ToolAccess access, CancellationToken cancellationToken)
    {
        var message = exchange.Message!;
        if (access.IsDynamic) throw new McpException(400, JsonRpcCodes.InvalidParams, "mode=dynamic needs an upstream that keeps sessions.", message.Id);
        using var limit = sessions.Limit(target, cancellationToken);
        var discovered = (await sessions.GetAsync(target, limit)).InitializeResult;
        var session = BridgedSession.Of(message.Parameters);
        var (ticket, end) = tickets.Seal(session, target, RelayQuery.Of(access, exchange.Mode));
        return new WholeReply(InitializeAnswer.Write(message.Id.Span, session.Revision, discovered), AuditOutcome.Success)
        {
            Status = 200,
            ContentType = McpMediaTypes.Json,
            Ticket = ticket,
            TicketEndsAt = end,
        };
    }

    /// <summary>Answers whatever else comes with the session's ticket.</summary>
    /// <exception cref="McpException">The session has ended, or the request is refused.</exception>
    /// <exception cref="UpstreamException">The upstream failed before anything went out.</exception>
    public async Task<McpReply> AnswerAsync(UpstreamTarget target, McpExchange exchange, ToolAccess access, BridgedSession session, CancellationToken cancellationToken)
    {
        var state = await states.FindAsync(session.Id, cancellationToken);
        if (state.IsEnded) throw McpException.SessionNotFound(exchange.Message);
        if (exchange.Verb == McpVerb.Get) return await news.ListenAsync(target, exchange, access, session, cancellationToken);
        if (exchange.Verb == McpVerb.Delete)
        {
            await news.ChangeAsync(session, s => s with { IsEnded = true }, cancellationToken);
            return new WholeReply(default, AuditOutcome.Success) { Status = 200 };
        }

        var message = exchange.Message!;
        if (message.Kind != McpMessageKind.Request)
        {
            await messages.TakeAsync(session, message, cancellationToken);
            return new WholeReply(default, AuditOutcome.Success) { Status = 202, Ticket = exchange.Ticket };
        }

        switch (message.Method)
        {
            case McpMethods.Ping:
                return Done(exchange);
            case McpMethods.SetLogLevel:
                var level = LevelOf(message);
                await news.ChangeAsync(session, s => s with { LogLevel = level }, cancellationToken);
                return Done(exchange);
            case McpMethods.Subscribe or McpMethods.Unsubscribe:
                await news.SubscribeAsync(target, message, session, isEnd: message.Method == McpMethods.Unsubscribe, cancellationToken);
                return Done(exchange);
            case McpMethods.Initialize:
                return await InitializeAsync(target, exchange, access, cancellationToken);
            case McpMethods.Discover or McpMethods.Listen: // of a revision that was not agreed
                throw new McpException(200, JsonRpcCodes.MethodNotFound, "Method not found", message.Id);
            default:
                return await AskAsync(target, exchange, access, session, state.LogLevel, cancellationToken);
        }
    }

    private async Task<McpReply> AskAsync(UpstreamTarget target, McpExchange exchange, ToolAccess access, BridgedSession session, string? logLevel, CancellationToken cancellationToken)
    {
        var call = new BridgedCall(target, exchange, access, session, logLevel, streams.Open(exchange, isAnswer: true), calls.Remove);
        calls.Add(call);
        McpReply? first = null;
        try
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(call.Cancelled, cancellationToken);
            first = await calls.SendAsync(call, answers: null, round: 1, either.Token);
            if (first.ContentType == McpMediaTypes.EventStream) return NewReply(call, first);

            var body = await first.ReadAsync(either.Token);
            var said = JsonRpcMessage.Parse(body.Span);
            if (said.Kind == JsonRpcKind.Result && said.ResultType == "input_required")
            {
                var asking = NewReply(call, first);
                await asking.TakeAsync(body);
                return asking;
            }

            if (said.Kind is not (JsonRpcKind.Result or JsonRpcKind.Error)) throw new UpstreamException(UpstreamFailure.InvalidResponse);
            var answer = BridgedReply.AnswerOf(call, body, said);
            await first.DisposeAsync();
            call.Dispose();
            return new WholeReply(answer, said.Outcome, said.ErrorText, new HeldCopy(budget).Take(answer.Length)) { Status = 200, ContentType = McpMediaTypes.Json, Ticket = exchange.Ticket };
        }
        catch (OperationCanceledException) when (call.Cancelled.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            if (first is not null) await first.DisposeAsync();
            call.Dispose();
            return new WholeReply(default, AuditOutcome.Cancelled) { Status = 200, ContentType = McpMediaTypes.EventStream, Ticket = exchange.Ticket };
        }
        catch
        {
            if (first is not null) await first.DisposeAsync();
            call.Dispose();
            throw;
        }
    }

    private BridgedReply NewReply(BridgedCall call, McpReply first) => new(call, calls, first, rounds, budget, time)
    {
        Status = 200,
        ContentType = McpMediaTypes.EventStream,
        Ticket = call.Exchange.Ticket,
    };

    private static WholeReply Done(McpExchange exchange) => new(
        Encoding.UTF8.GetBytes($"{{\"jsonrpc\":\"2.0\",\"id\":{Encoding.UTF8.GetString(exchange.MessageId.Span)},\"result\":{{}}}}"), AuditOutcome.Success)
    {
        Status = 200,
        ContentType = McpMediaTypes.Json,
        Ticket = exchange.Ticket,
    };

    private static string LevelOf(McpMessage message)
    {
        using var parameters = JsonDocument.Parse(message.Parameters.IsEmpty ? "{}"u8.ToArray() : message.Parameters, new JsonDocumentOptions { MaxDepth = JsonRpcMessage.MaxDepth });
        return JsonText.Of(parameters.RootElement, "level"u8) is { } level && LogLevels.Contains(level)
            ? level
            : throw new McpException(200, JsonRpcCodes.InvalidParams, $"params.level must be one of {string.Join(", ", LogLevels)}.", message.Id);
    }
}
