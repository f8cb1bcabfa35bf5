using System.Text;
using McpService.Application.Errors;
using McpService.Application.Mcp;
using McpService.Application.Upstream;
using McpService.Domain.Auditing;
using McpService.Domain.Tenants;
using McpService.Infrastructure.Mcp.Http;
using McpService.Infrastructure.Mcp.Sessions;
using McpService.Infrastructure.Mcp.Streams;
using McpService.Infrastructure.Mcp.Tools;
using McpService.Infrastructure.Mcp.Wire;
using Microsoft.Extensions.Options;

namespace McpService.Infrastructure.Mcp.Bridge;

/// <summary>Serves 2026-07-28 clients, which know no sessions, on the tenant's pooled session at an upstream that does.</summary>
internal sealed class ProtocolBridge(UpstreamSessionPool pool, TenantStreams streams, ICredentialVerdicts verdicts, IOptions<UpstreamOptions> options, TimeProvider time)
{
    /// <exception cref="McpException">The request is refused with an error of the revision.</exception>
    /// <exception cref="UpstreamException">The upstream failed before anything went out.</exception>
    public async Task<McpReply> AnswerAsync(
        UpstreamTarget connection, McpExchange exchange, SessionlessMeta meta, ToolPolicy policy, CancellationToken cancellationToken)
    {
        var message = exchange.Message!;
        if (message.Kind == McpMessageKind.Notification) return new WholeReply(default, AuditOutcome.Success) { Status = 202 }; // there is no session it could be about
        if (message.Kind == McpMessageKind.Response) throw new McpException(400, -32600, "Invalid Request: nothing was asked, so there is nothing to answer.", default);

        SessionlessRules.Check(exchange, message, meta);
        if (exchange.Mode == "dynamic") throw SessionlessRules.Unsupported(message.Id, McpRevisions.Sessionless, [.. McpRevisions.WithSessions.Reverse()]);

        return message.Method switch
        {
            "server/discover" => await DiscoverAsync(connection, message, cancellationToken),
            "subscriptions/listen" => Listen(connection, message),
            "tools/list" or "tools/call" or "prompts/list" or "prompts/get" or "resources/list" or "resources/templates/list" or "resources/read" or "completion/complete"
                => await CallAsync(connection, exchange, meta, policy, cancellationToken),
            _ => throw new McpException(404, -32601, "Method not found", message.Id),
        };
    }

    private async Task<McpReply> DiscoverAsync(UpstreamTarget connection, McpMessage message, CancellationToken cancellationToken)
    {
        using var limit = new CallLimit(TimeoutOf(connection), time, cancellationToken);
        using var lease = await pool.AcquireAsync(connection, limit);
        var body = BridgeResult.Write(message.Id.Span, DiscoverAnswer.Result(lease.Session.InitializeResult), message.Method!);
        return new WholeReply(body, AuditOutcome.Success) { Status = 200, ContentType = "application/json" };
    }

    private ListenReply Listen(UpstreamTarget connection, McpMessage message) =>
        new(message.Id, streams.Open(connection, message.Id, isAnswer: false), time) { Status = 200, ContentType = "text/event-stream" };

    /// <summary>Sends the request on the pooled session; once more on a new one when the upstream lost it, because then it executed nothing.</summary>
    private async Task<McpReply> CallAsync(
        UpstreamTarget connection, McpExchange exchange, SessionlessMeta meta, ToolPolicy policy, CancellationToken cancellationToken)
    {
        for (var isSecond = false; ; isSecond = true)
        {
            using var limit = new CallLimit(TimeoutOf(connection), time, cancellationToken);
            var lease = await pool.AcquireAsync(connection, limit);
            try
            {
                return await CallOnAsync(lease, connection, exchange, meta, policy, limit);
            }
            catch (SessionGoneException)
            {
                pool.Drop(connection, lease.Pooled);
                lease.Dispose();
                if (isSecond) throw new UpstreamException(UpstreamFailure.SessionLost);
            }
            catch (OperationCanceledException) when (limit.IsExpired)
            {
                lease.Dispose();
                throw new UpstreamException(UpstreamFailure.Timeout);
            }
            catch (Exception failure)
            {
                if (failure is UpstreamException { Failure: var kind } && kind == UpstreamFailure.AuthFailed) verdicts.Refused(connection);
                lease.Dispose();
                throw;
            }
        }
    }

    private async Task<McpReply> CallOnAsync(
        SessionLease lease, UpstreamTarget connection, McpExchange exchange, SessionlessMeta meta, ToolPolicy policy, CallLimit limit)
    {
        var (message, session) = (exchange.Message!, lease.Session);
        if (message.Name is { } tool && session.ToolNames?.HeaderParameters.GetValueOrDefault(tool) is { } parameters && message.Method == "tools/call")
            SessionlessRules.CheckParameters(exchange, message, parameters);

        var quotedId = session.NextId();
        using var written = BridgeParameters.Write(message.Parameters, meta.ProgressToken.Length > 0 ? quotedId : []);
        var inspector = new BridgeInspector(message, meta, quotedId, session, policy);
        var response = await StartAsync(session, quotedId, message.Method!, written.Memory, limit.Token);
        verdicts.Accepted(connection);
        if (response.Content.Headers.ContentType?.MediaType == "text/event-stream")
            return await PassEventsAsync(response, lease, connection, exchange, inspector, () => session.Cancel(quotedId), limit.Token);

        using (response)
        {
            var reply = await PassJsonAsync(response, inspector, limit.Token);
            lease.Dispose();
            return reply;
        }
    }

    private static async Task<HttpResponseMessage> StartAsync(
        UpstreamSession session, byte[] quotedId, string method, ReadOnlyMemory<byte> parameters, CancellationToken cancellationToken)
    {
        try
        {
            return await session.StartAsync(quotedId, Encoding.UTF8.GetBytes(method), parameters, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            session.Cancel(quotedId);
            throw;
        }
    }

    private async Task<McpReply> PassEventsAsync(
        HttpResponseMessage response, SessionLease lease, UpstreamTarget connection, McpExchange exchange, BridgeInspector inspector, Action abandoned, CancellationToken cancellationToken)
    {
        TenantStream registration;
        try
        {
            registration = streams.Open(connection, exchange.MessageId, isAnswer: true);
        }
        catch
        {
            response.Dispose();
            throw;
        }

        var reader = new EventStreamReader(await response.Content.ReadAsStreamAsync(cancellationToken), AnswerReader.MaxBytes, lease.Session.Resume);
        var events = new RelayedEvents(
            response, reader, inspector, registration, TimeoutOf(connection), time, failure => EventStreamWriter.Message(JsonRpcError.Write(exchange.MessageId.Span, failure, exchange.RequestId)), isResumable: false, abandoned)
        {
            Status = 200,
            ContentType = "text/event-stream",
        };
        events.OnDisposed(lease.Dispose);

        // The first event decides: an error that is all there is has a status of its own.
        try
        {
            var first = await events.ReadAsync(cancellationToken);
            if (inspector is not { Status: not 200, Response: { } error }) return new StartedReply(first, events) { Status = 200, ContentType = "text/event-stream" };
            var (status, outcome) = (inspector.Status, inspector.Answer!.Value);
            await events.DisposeAsync();
            return new WholeReply(error, outcome) { Status = status, ContentType = "application/json" };
        }
        catch
        {
            await events.DisposeAsync();
            throw;
        }
    }

    private static async Task<McpReply> PassJsonAsync(HttpResponseMessage response, BridgeInspector inspector, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentType?.MediaType != "application/json") throw new UpstreamException(UpstreamFailure.InvalidResponse);
        using var body = await AnswerReader.ReadWholeAsync(response, cancellationToken);
        inspector.Inspect(body.Memory, out _);
        if (inspector.Response is not { } answer) throw new UpstreamException(UpstreamFailure.ProtocolError);
        return new WholeReply(answer, inspector.Answer!.Value) { Status = inspector.Status, ContentType = "application/json" };
    }

    private TimeSpan TimeoutOf(UpstreamTarget connection) => connection.Timeout ?? options.Value.DefaultTimeout;
}
