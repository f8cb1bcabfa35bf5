using McpService.Application;
using McpService.Application.Mcp;
using McpService.Application.Mcp.RelayMessage;
using McpService.Domain.Auditing;
using McpService.Domain.Tenants;
using McpService.WebApi.Bodies;
using McpService.WebApi.Callers;
using McpService.WebApi.Pipeline;
using MediatR;
using Microsoft.AspNetCore.Cors;
using Microsoft.AspNetCore.Mvc;

namespace McpService.WebApi.Mcp;

/// <summary>The MCP endpoint: one URL for clients of every revision.</summary>
[Route("mcp")]
[Route("api/tenant/{tenantId}/mcp")]
[Tags("MCP")]
[CallerIs(AuditActor.Tenant)]
[EnableCors(McpCors.PolicyName)]
[JsonRpcErrors]
[Direct]
public sealed class McpController(IMediator mediator) : ControllerBase
{
    /// <summary>Sends one JSON-RPC message.</summary>
    /// <remarks>Streamable HTTP as the MCP specification has it. Query: <c>apps</c> narrows the integrations, <c>mode</c> is <c>static</c> or <c>dynamic</c>.</remarks>
    /// <response code="200">The answer: a JSON-RPC message, or a stream of events.</response>
    /// <response code="202">Taken; there is no answer to a notification or a response.</response>
    [HttpPost]
    public async Task Post()
    {
        var call = CallContext.Of(HttpContext);
        using var body = await call.Bodies.ReadAsync(call, Request, Bounds.Message, HttpContext.RequestAborted);
        var exchange = McpExchangeReader.ReadPost(Request, body.Bytes);
        call.MessageId = exchange.MessageId.ToArray(); // outlives the body
        await call.Arrivals.WaitAsync(exchange.Ticket, exchange.Message?.Kind == McpMessageKind.Request, HttpContext.RequestAborted);
        await McpReplyWriter.WriteAsync(Response, await AskAsync(exchange), HttpContext.RequestAborted);
    }

    /// <summary>Opens the stream of what the upstream says without being asked, or resumes one with Last-Event-ID.</summary>
    /// <response code="200">A stream of events.</response>
    [HttpGet]
    public async Task Get()
    {
        var call = CallContext.Of(HttpContext);
        call.Waiting = await AskAsync(McpExchangeReader.ReadGet(Request));
        call.Arrival?.Pass();
    }

    /// <summary>Ends a session.</summary>
    /// <response code="200">Ended.</response>
    [HttpDelete]
    public async Task Delete() => await McpReplyWriter.WriteAsync(Response, await AskAsync(McpExchangeReader.ReadDelete(Request)), HttpContext.RequestAborted);

    private Task<McpReply> AskAsync(McpExchange exchange) => mediator.Send(new RelayMessageCommand(exchange), HttpContext.RequestAborted);
}
