using McpService.Application;
using McpService.Application.Errors;
using McpService.Application.Mcp;
using McpService.Application.Upstream;
using McpService.Domain.Auditing;
using McpService.Domain.Tenants;
using McpService.Infrastructure.Mcp.Dialogues;
using McpService.Infrastructure.Mcp.Http;
using McpService.Infrastructure.Mcp.Parked;
using McpService.Infrastructure.Mcp.Sessions;
using McpService.Infrastructure.Mcp.Streams;
using McpService.Infrastructure.Mcp.Tools;
using Microsoft.Extensions.Options;

namespace McpService.Infrastructure.Mcp.Bridge;

/// <summary>Requests of clients that can be asked something, or declare extensions, each on a session of its own for as long as it takes, through as many requests of the client as the upstream asks for.</summary>
internal sealed class DialogueBridge(
    DialogueSessions sessions, ParkedCalls parked, ListedArguments arguments, TenantStreams streams, ICredentialVerdicts verdicts, IOptions<UpstreamOptions> options, TimeProvider time)
{
    /// <summary>"Servers MUST NOT send these results on any other requests" (2026-07-28, "Multi Round-Trip Requests").</summary>
    public static bool MayAsk(string? method) => method is McpMethods.ToolsCall or McpMethods.PromptsGet or McpMethods.ResourcesRead;

    /// <summary>Sends a request.</summary>
    /// <exception cref="UpstreamException">The upstream failed before anything went out.</exception>
    public async Task<McpReply> AskAsync(UpstreamTarget target, McpExchange exchange, SessionlessMeta meta, ToolAccess access, CancellationToken cancellationToken)
    {
        using var limit = new CallLimit(options.Value.TimeoutOf(target), time, cancellationToken);
        for (var isSecond = false; ; isSecond = true)
        {
            var dialogue = await SendAsync(target, exchange.Message!, meta, limit);
            var inspector = InspectorOf(dialogue, exchange, meta, access);
            try
            {
                await dialogue.BegunAsync(KeepAlive.Interval, limit.Token);
                verdicts.Accepted(target);
                return await ReplyAsync(dialogue, inspector, exchange, limit);
            }
            catch (RpcErrorException refused)
            {
                await parked.EndAsync(dialogue);
                return new WholeReply(inspector.Refuse(refused.Body, refused.Error), AuditOutcome.RpcError) { Status = inspector.Status, ContentType = McpMediaTypes.Json };
            }
            catch (SessionGoneException)
            {
                // The upstream lost it while it was idle, and executed nothing.
                dialogue.At.IsSpoiled = true;
                await parked.EndAsync(dialogue);
                if (isSecond) throw new UpstreamException(UpstreamFailure.SessionLost);
            }
            catch (UpstreamException e)
            {
                if (e.Failure == UpstreamFailure.AuthFailed) verdicts.Refused(target);
                await parked.StopAsync(dialogue);
                throw;
            }
            catch (OperationCanceledException)
            {
                await parked.StopAsync(dialogue);
                if (limit.IsExpired) throw new UpstreamException(UpstreamFailure.Timeout);
                throw;
            }
        }
    }

    /// <summary>Goes on with a parked call: brings the upstream its answers.</summary>
    /// <exception cref="McpException">The call does not wait for this.</exception>
    /// <exception cref="UpstreamException">The upstream does not go on with it.</exception>
    public async Task<McpReply> ContinueAsync(
        UpstreamTarget target, McpExchange exchange, BroughtInput brought, SessionlessMeta meta, ToolAccess access, CancellationToken cancellationToken)
    {
        if (exchange.Continued is null) throw RequestStates.Refused(exchange.Message!);
        if (brought.Answers is not { } answers) throw new McpException(400, JsonRpcCodes.InvalidParams, "inputResponses must be an object.", exchange.MessageId);

        using var limit = new CallLimit(options.Value.TimeoutOf(target), time, cancellationToken);
        try
        {
            var dialogue = await parked.TakeAsync(target, exchange, limit.Token);
            try
            {
                // What was not answered is asked again; an answer to what was not asked is of no use to anybody.
                foreach (var question in dialogue.Open.ToList())
                {
                    if (answers.TryGetValue(question.Key, out var answer)) await dialogue.AnswerAsync(question, answer, limit.Token);
                }

                return await ReplyAsync(dialogue, InspectorOf(dialogue, exchange, meta, access), exchange, limit);
            }
            catch
            {
                await parked.StopAsync(dialogue);
                throw;
            }
        }
        catch (SessionGoneException)
        {
            throw new UpstreamException(UpstreamFailure.SessionLost);
        }
        catch (OperationCanceledException) when (limit.IsExpired)
        {
            throw new UpstreamException(UpstreamFailure.Timeout);
        }
    }

    private async Task<Dialogue> SendAsync(UpstreamTarget target, McpMessage message, SessionlessMeta meta, CallLimit limit)
    {
        var session = await sessions.AcquireAsync(target, meta.Declared, limit);
        var quotedId = session.Session.NextId();
        var dialogue = new Dialogue(session, quotedId, time);
        var written = BridgeParameters.Write(message.Parameters, meta.Place, meta.ProgressToken.Length > 0 ? quotedId : []);
        dialogue.Send(message.Method!, message.Method == McpMethods.ToolsCall ? message.Name : null, written);
        return dialogue;
    }

    private BridgeInspector InspectorOf(Dialogue dialogue, McpExchange exchange, SessionlessMeta meta, ToolAccess access) =>
        new(exchange.Message!, meta, dialogue.QuotedId, dialogue.At.Session, access) { Repeated = exchange.Message!.Method == McpMethods.ToolsList ? arguments.Of(dialogue.At.Target) : null };

    /// <summary>The first event decides: an error that is all there is has a status of its own.</summary>
    private async Task<McpReply> ReplyAsync(Dialogue dialogue, BridgeInspector inspector, McpExchange exchange, CallLimit limit)
    {
        var patience = new Patience(options.Value.TimeoutOf(dialogue.At.Target), questions: null, time);
        var reply = new DialogueReply(dialogue, inspector, parked, exchange, streams.Open(exchange, isAnswer: true), patience, time) { Status = 200, ContentType = McpMediaTypes.EventStream };
        try
        {
            var first = await reply.ReadAsync(limit.Token);
            if (inspector is not { Status: not 200, Response: { } error, Answer: { } outcome }) return new StartedReply(first, reply) { Status = 200, ContentType = McpMediaTypes.EventStream };
            await reply.DisposeAsync();
            return new WholeReply(error, outcome) { Status = inspector.Status, ContentType = McpMediaTypes.Json };
        }
        catch
        {
            await reply.DisposeAsync();
            throw;
        }
    }
}
