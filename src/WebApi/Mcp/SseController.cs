using McpService.Application;
using McpService.WebApi.Bodies;
using McpService.WebApi.Callers;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Cors;
using Microsoft.AspNetCore.Mvc;

namespace McpService.WebApi.Mcp;

/// <summary>HTTP+SSE, the transport of revision 2024-11-05, for clients that know no other: a stream for what comes, an address for what goes.</summary>
[Tags("MCP")]
[Authorize(Policies.Tenant)]
[EnableCors(McpCors.PolicyName)]
[JsonRpcErrors]
public sealed class SseController : ControllerBase
{
<<<<<<< HEAD
    private static readonly TimeSpan CheckInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(5);
    private static readonly int ChecksPerComment = (int)(KeepAlive.Interval / CheckInterval);

=======
>>>>>>> 77da816 (One table of bounds and one rule for names in every door; a request without an id, or a call without a name, is refused before policy and trail; --help and --version; thin SSE controller)
    /// <summary>Opens the stream; its first event names the address to post messages to.</summary>
    /// <response code="200">A stream of events.</response>
    [HttpGet("/sse")]
    public Task Get([FromServices] SseStreams streams, CancellationToken cancellationToken) => streams.ServeAsync(HttpContext, cancellationToken);

    /// <summary>Sends one JSON-RPC message; its answer leaves on the stream.</summary>
    /// <response code="202">Taken.</response>
    [HttpPost("/messages")]
    public async Task Post([FromServices] SseStreams streams, [FromQuery] string? session, CancellationToken cancellationToken)
    {
        var stream = streams.Find(session);
        using var body = await RequestBody.ReadAsync(Request, Bounds.Message, cancellationToken);

        // The answer outlives this request, and with it the message it belongs to.
        var exchange = McpExchangeReader.ReadMessage(Request, body.Bytes.ToArray()) with { Ticket = stream.Ticket };
        HttpContext.Items[JsonRpcErrorsAttribute.MessageIdKey] = exchange.MessageId.ToArray();
<<<<<<< HEAD
        var reply = await mediator.Send(new RelayMessageCommand(exchange), cancellationToken);
        if (reply.Status >= StatusCodes.Status400BadRequest)
        {
            await McpReplyWriter.WriteAsync(Response, reply, cancellationToken);
            return;
        }

        connection.Ticket ??= reply.Ticket;
        connection.Pass(reply);
        if (exchange.Message is { Method: McpMethods.Initialized }) await ListenAsync(connection, exchange, cancellationToken);
        Response.StatusCode = StatusCodes.Status202Accepted;
    }

    /// <summary>What the upstream says without being asked comes on a stream of its own there.</summary>
    private async Task ListenAsync(SseConnection connection, McpExchange exchange, CancellationToken cancellationToken)
    {
        var reply = await mediator.Send(new RelayMessageCommand(exchange with { Verb = McpVerb.Get, Message = null }), cancellationToken);
        if (reply.ContentType == McpMediaTypes.EventStream) connection.Pass(reply);
        else await reply.DisposeAsync(); // an upstream that never speaks first
    }

    private async Task EndSessionAsync(SseConnection connection, TimeProvider time)
    {
        if (connection.Ticket is null) return;
        using var limit = new CancellationTokenSource(EndLimit, time);
        var exchange = McpExchangeReader.ReadDelete(Request) with { Ticket = connection.Ticket };
        try
        {
            await using var reply = await mediator.Send(new RelayMessageCommand(exchange), limit.Token);
        }
        catch (Exception e) when (e is McpException or UpstreamException or OperationCanceledException)
        {
            // It is gone already, or nobody is there to be told.
        }
    }

    // The stream itself brings no credential again: whether its tenant may still have it is looked up.
    private static async Task<bool> MayGoOnAsync(ITenantDirectory tenants, Caller caller, CancellationToken cancellationToken) =>
        await tenants.FindByKeyIdAsync(caller.KeyId!, cancellationToken) is { Status: TenantStatus.Active };
=======
        if (await streams.SendAsync(stream, exchange, cancellationToken) is { } refusal) await McpReplyWriter.WriteAsync(Response, refusal, cancellationToken);
        else Response.StatusCode = StatusCodes.Status202Accepted;
    }
>>>>>>> 77da816 (One table of bounds and one rule for names in every door; a request without an id, or a call without a name, is refused before policy and trail; --help and --version; thin SSE controller)
}
