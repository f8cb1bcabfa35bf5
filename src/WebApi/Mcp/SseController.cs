using McpService.Application;
using McpService.Domain.Auditing;
using McpService.WebApi.Bodies;
using McpService.WebApi.Callers;
using Microsoft.AspNetCore.Cors;
using Microsoft.AspNetCore.Mvc;

namespace McpService.WebApi.Mcp;

/// <summary>HTTP+SSE, the transport of revision 2024-11-05, for clients that know no other: a stream for what comes, an address for what goes.</summary>
[Tags("MCP")]
[CallerIs(AuditActor.Tenant)]
[EnableCors(McpCors.PolicyName)]
[JsonRpcErrors]
public sealed class SseController : ControllerBase
{
    /// <summary>Opens the stream; its first event names the address to post messages to.</summary>
    /// <response code="200">A stream of events.</response>
    [HttpGet("/sse")]
    public Task Get([FromServices] SseStreams streams, CancellationToken cancellationToken) => streams.ServeAsync(HttpContext, cancellationToken);

    /// <summary>Sends one JSON-RPC message; its answer leaves on the stream, an error too.</summary>
    /// <response code="202">Taken.</response>
    [HttpPost("/messages")]
    public async Task Post([FromServices] SseStreams streams, [FromQuery] string? session, CancellationToken cancellationToken)
    {
        var call = CallContext.Of(HttpContext);
        var stream = streams.Find(session);
        var body = await call.Bodies.ReadAsync(call, Request, Bounds.Message, cancellationToken);
        try
        {
            streams.Take(stream, McpExchangeReader.ReadMessage(Request, body.Bytes), body); // the answer outlives this request, and with it the message
        }
        catch
        {
            body.Dispose();
            throw;
        }

        Response.StatusCode = StatusCodes.Status202Accepted;
    }
}
