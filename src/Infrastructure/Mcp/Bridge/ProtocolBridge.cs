using McpService.Application;
using McpService.Application.Errors;
using McpService.Application.Mcp;
using McpService.Application.Upstream;
using McpService.Domain.Auditing;
using McpService.Domain.Tenants;
using McpService.Infrastructure.Mcp.Http;
using McpService.Infrastructure.Mcp.Parked;
using McpService.Infrastructure.Mcp.Sessions;
using McpService.Infrastructure.Mcp.Streams;
using McpService.Infrastructure.Mcp.Tools;
using McpService.Infrastructure.Mcp.Wire;
using Microsoft.Extensions.Options;

namespace McpService.Infrastructure.Mcp.Bridge;

/// <summary>Serves clients of a revision without sessions on the tenant's pooled session at an upstream that keeps them.</summary>
internal sealed class ProtocolBridge(SessionCalls calls, DialogueBridge dialogues, Listening listening, ListedArguments arguments, TenantStreams streams, IOptions<UpstreamOptions> options, TimeProvider time)
{
    /// <exception cref="McpException">The request is refused with an error of the revision.</exception>
    /// <exception cref="UpstreamException">The upstream failed before anything went out.</exception>
    public Task<McpReply> AnswerAsync(
        UpstreamTarget target, McpExchange exchange, SessionlessMeta meta, ToolAccess access, CancellationToken cancellationToken)
    {
        var message = exchange.Message!;
        if (message.Kind == McpMessageKind.Notification) return Task.FromResult<McpReply>(new WholeReply(default, AuditOutcome.Success) { Status = 202 }); // there is no session it could be about
        if (message.Kind == McpMessageKind.Response) throw new McpException(400, JsonRpcCodes.InvalidRequest, "Invalid Request: nothing was asked, so there is nothing to answer.", default);

        SessionlessRules.Check(exchange, message, meta);
        SessionlessRules.RefuseTasks(message);
        if (exchange.Mode == "dynamic") throw SessionlessRules.Unsupported(message.Id, exchange.Revision!, [.. McpRevisions.WithSessions.Reverse()]);

        switch (message.Method)
        {
            case McpMethods.Discover:
                return DiscoverAsync(target, message, cancellationToken);
            case McpMethods.Listen:
                return listening.OpenAsync(target, exchange, cancellationToken);
            case McpMethods.ToolsList or McpMethods.ToolsCall or McpMethods.PromptsList or McpMethods.PromptsGet or McpMethods.Complete
                or McpMethods.ResourcesList or McpMethods.ResourceTemplatesList or McpMethods.ResourcesRead:
                if (DialogueBridge.MayAsk(message.Method) && BroughtInput.Of(message) is { HasState: true } brought)
                    return dialogues.ContinueAsync(target, exchange, brought, meta, access, cancellationToken);
                if (meta.Declared.Extensions is not null || (DialogueBridge.MayAsk(message.Method) && meta.Declared != DeclaredCapabilities.None))
                {
                    CheckParameters(target, exchange);
                    return dialogues.AskAsync(target, exchange, meta, access, cancellationToken);
                }

                return calls.RunAsync(target, call => AskAsync(call, target, exchange, meta, access), cancellationToken);
            default: // "MUST respond with 404 Not Found and a JSON-RPC error with code -32601" (2026-07-28, Streamable HTTP)
                throw new McpException(404, JsonRpcCodes.MethodNotFound, "Method not found", message.Id);
        }
    }

    private void CheckParameters(UpstreamTarget target, McpExchange exchange)
    {
        if (exchange.Message is { Method: McpMethods.ToolsCall, Name: { } tool } message)
            SessionlessRules.CheckParameters(exchange, message, arguments.Of(target).Of(tool));
    }

    private async Task<McpReply> DiscoverAsync(UpstreamTarget target, McpMessage message, CancellationToken cancellationToken)
    {
        using var limit = calls.Limit(target, cancellationToken);
        var session = await calls.GetAsync(target, limit);
        var body = BridgeResult.Write(message.Id.Span, DiscoverAnswer.Result(session.InitializeResult, keepsSessions: session.Id is not null), message.Method!);
        return new WholeReply(body, AuditOutcome.Success) { Status = 200, ContentType = McpMediaTypes.Json };
    }

    private async Task<McpReply> AskAsync(SessionCall call, UpstreamTarget target, McpExchange exchange, SessionlessMeta meta, ToolAccess access)
    {
        var (message, session) = (exchange.Message!, call.Session);
        CheckParameters(target, exchange);

        var quotedId = session.NextId();
        var written = BridgeParameters.Write(message.Parameters, meta.Place, meta.ProgressToken.Length > 0 ? quotedId : []);
        var inspector = new BridgeInspector(message, meta, quotedId, session, access) { Repeated = message.Method == McpMethods.ToolsList ? arguments.Of(target) : null };
        UpstreamResponse response;
        try
        {
            response = await session.StartAsync(quotedId, message.Method!, message.Method == McpMethods.ToolsCall ? message.Name : null, written, call.CancellationToken);
        }
        catch (RpcErrorException refused)
        {
            return new WholeReply(inspector.Refuse(refused.Body, refused.Error), AuditOutcome.RpcError) { Status = inspector.Status, ContentType = McpMediaTypes.Json };
        }

        if (response.IsEventStream) return await PassEventsAsync(response, call, target, exchange, inspector, quotedId);
        using var ended = response;
        if (!response.IsJson) throw new UpstreamException(UpstreamFailure.InvalidResponse);
        try
        {
            using var body = await response.ReadWholeAsync(call.CancellationToken);
            inspector.Inspect(body.Memory, out _);
        }
        catch (OperationCanceledException)
        {
            session.Cancel(quotedId);
            throw;
        }

        if (inspector.Response is not { } answer) throw new UpstreamException(UpstreamFailure.ProtocolError);
        response.Answered(inspector.Answer!.Value, code: null);
        return new WholeReply(answer, inspector.Answer!.Value, owner: HeldCopy.Of(response.Budget, answer.Length)) { Status = inspector.Status, ContentType = McpMediaTypes.Json };
    }

    private async Task<McpReply> PassEventsAsync(
        UpstreamResponse response, SessionCall call, UpstreamTarget target, McpExchange exchange, BridgeInspector inspector, byte[] quotedId)
    {
        EventStreamReader reader;
        TenantStream registration;
        try
        {
            reader = response.OpenEvents(Bounds.Answer, call.Session.Resume);
            registration = streams.Open(exchange, isAnswer: true);
        }
        catch
        {
            response.Dispose();
            throw;
        }

        var session = call.Session;
        var events = new RelayedEvents(
            response,
            reader,
            inspector,
            registration,
            new Patience(options.Value.TimeoutOf(target), questions: null, time),
            time,
            exchange,
            isResumable: false,
            abandoned: () => session.Cancel(quotedId))
        {
            Status = 200,
            ContentType = McpMediaTypes.EventStream,
        };
        call.LendTo(events);
        response.MeasureUntilEnd(events);

        // The first event decides: an error that is all there is has a status of its own.
        try
        {
            var first = await events.ReadAsync(call.CancellationToken);
            if (inspector is not { Status: not 200, Response: { } error }) return new StartedReply(first, events) { Status = 200, ContentType = McpMediaTypes.EventStream };
            var (status, outcome) = (inspector.Status, inspector.Answer!.Value);
            await events.DisposeAsync();
            return new WholeReply(error, outcome) { Status = status, ContentType = McpMediaTypes.Json };
        }
        catch
        {
            await events.DisposeAsync();
            throw;
        }
    }
}
