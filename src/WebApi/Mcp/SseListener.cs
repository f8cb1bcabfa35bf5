using System.Text;
using McpService.Application.Callers;
using McpService.Application.Errors;
using McpService.Application.Mcp;
using McpService.Application.Mcp.RelayMessage;
using McpService.WebApi.Callers;
using MediatR;

namespace McpService.WebApi.Mcp;

/// <summary>
/// Listens for an HTTP+SSE client to what the upstream says without being asked, which comes on a stream of its own there. The client knows
/// nothing of that stream and cannot open it again: it is done here.
/// </summary>
public sealed class SseListener(IServiceScopeFactory scopes, TimeProvider time)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    /// <summary>Listens until the client's stream is over, or the upstream has nothing to say on one of its own.</summary>
    public async Task ListenAsync(SseConnection connection, McpExchange exchange, ICallContext caller)
    {
        var listening = exchange with { Verb = McpVerb.Get, Message = null, Ticket = connection.Ticket };
        try
        {
            for (var pause = FirstPause; ; pause = pause < LongestPause ? pause * 2 : LongestPause)
            {
                var (goesOn, lastId) = await ListenOnceAsync(connection, listening, caller);
                if (!goesOn) return;
                if (lastId is not null && Ascii.IsValid(lastId)) (listening, pause) = (listening with { LastEventId = lastId }, FirstPause);
                await Task.Delay(pause, time, connection.Ended);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or ObjectDisposedException)
        {
            // The stream is over.
        }
    }

    private async Task<(bool GoesOn, string? LastId)> ListenOnceAsync(SseConnection connection, McpExchange exchange, ICallContext caller)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CallContext>().Continue(caller);
        var mediator = scope.ServiceProvider.GetRequiredService<IMediator>();
        try
        {
            await using var reply = await mediator.Send(new RelayMessageCommand(exchange), connection.Ended);
            return reply.ContentType == McpMediaTypes.EventStream ? (true, await connection.PassAsync(reply)) : (false, null);
        }
        catch (McpException e) when (e.Code == JsonRpcCodes.SessionNotFound)
        {
            connection.Lose();
            return (false, null);
        }
        catch (Exception e) when (e is UpstreamException or McpException or GatewayException)
        {
            return (true, null);
        }
    }
}
