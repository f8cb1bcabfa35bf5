using System.Net;
using McpService.Application.Callers;
using McpService.Application.Errors;
using McpService.Application.Health;
using McpService.Application.Mcp;
using McpService.Application.Mcp.RelayMessage;
using McpService.WebApi.Callers;
using McpService.WebApi.Errors;
using MediatR;

namespace McpService.WebApi.Mcp;

/// <summary>
/// Carries the messages of HTTP+SSE clients to the upstream. The POST that brings one is answered as soon as it is taken: a client of this
/// transport reads answers, and failures, on its stream alone.
/// </summary>
public sealed partial class SseMessages(IServiceScopeFactory scopes, SseListener listener, RefusedRequests refusals, DrainState drain, ILogger<SseMessages> logger)
{
    /// <summary>Takes a message.</summary>
    /// <param name="connection">Where everything that comes of it leaves.</param>
    /// <param name="exchange">Must outlive the request that brought it.</param>
    /// <param name="body">Holds the message; disposed when it is done, unless this throws.</param>
    /// <param name="caller">Who sends it.</param>
    /// <exception cref="McpException">Too many of the stream's messages are under way.</exception>
    public void Take(SseConnection connection, McpExchange exchange, IDisposable body, ICallContext caller)
    {
        var isRequest = !exchange.MessageId.IsEmpty;
        var goesFirst = !isRequest || exchange.Message!.IsRequest(McpMethods.Initialize);
        if (!connection.Turns.TryRun(before => SendAsync(connection, exchange with { IsOneWay = true, Stream = connection.Stream }, body, caller, before), goesFirst))
            throw new McpException(StatusCodes.Status429TooManyRequests, JsonRpcCodes.Refused, $"This stream has {SseTurns.Max} messages under way; read their answers first.", exchange.MessageId);
    }

    private async Task SendAsync(SseConnection connection, McpExchange exchange, IDisposable body, ICallContext caller, Task before)
    {
        using var _ = body;
        await before;
        await using var scope = scopes.CreateAsyncScope();
        try
        {
            scope.ServiceProvider.GetRequiredService<CallContext>().Continue(caller);
            await PassAsync(connection, exchange with { Ticket = connection.Ticket }, scope.ServiceProvider.GetRequiredService<IMediator>());
            if (exchange.Message?.Method == McpMethods.Initialized) connection.Listen(() => listener.ListenAsync(connection, exchange, caller));
        }
        catch (Exception e) when (drain.IsOver || (e is OperationCanceledException or IOException && connection.Ended.IsCancellationRequested))
        {
            // The stream is over, or cut off with the process: nobody is there to be told.
        }
        catch (Exception failure)
        {
            await TellAsync(connection, exchange, failure, scope.ServiceProvider, caller.RemoteAddress);
        }
    }

    private static async Task PassAsync(SseConnection connection, McpExchange exchange, IMediator mediator)
    {
        var opens = exchange.Message!.IsRequest(McpMethods.Initialize);
        if (opens && connection.IsInitialized)
            throw new McpException(StatusCodes.Status400BadRequest, JsonRpcCodes.InvalidRequest, "Invalid Request: this stream is initialized; open another one for another session.", exchange.MessageId);

        // A session that is being opened is waited for, stream or not: it is ended with the stream, and only who knows it can do that.
        await using var reply = await mediator.Send(new RelayMessageCommand(exchange), opens ? CancellationToken.None : connection.Ended);
        if (opens && reply.Status < StatusCodes.Status400BadRequest) connection.Initialize(reply);
        if (!exchange.MessageId.IsEmpty) await connection.PassAsync(reply);
    }

    private async Task TellAsync(SseConnection connection, McpExchange exchange, Exception failure, IServiceProvider services, string? address)
    {
        refusals.Add(failure);
        if (McpFailure.Of(failure, exchange.MessageId, exchange.RequestId) is not { } told)
        {
            LogUnexpected(failure, exchange.RequestId);
            told = McpFailure.Unexpected(exchange.MessageId, exchange.RequestId);
        }

        if (failure is GatewayException refused) RefusalTrail.Note(services, IPAddress.TryParse(address, out var known) ? known : null, told.Status, refused.Code);

        try
        {
            if (!exchange.MessageId.IsEmpty) await connection.WriteMessageAsync(told.Body);
            if (failure is McpException { Code: JsonRpcCodes.SessionNotFound }) connection.Lose();
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The client left in this moment.
        }
    }

    [LoggerMessage(1002, LogLevel.Error, "Message {RequestId} of an HTTP+SSE client failed unexpectedly.")]
    private partial void LogUnexpected(Exception failure, string requestId);
}
