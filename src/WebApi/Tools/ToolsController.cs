using McpService.Application;
using McpService.Application.Tools.CallTool;
using McpService.Application.Tools.ListTools;
using McpService.Domain.Auditing;
using McpService.Domain.Tenants;
using McpService.WebApi.Bodies;
using McpService.WebApi.Callers;
using McpService.WebApi.Pipeline;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace McpService.WebApi.Tools;

/// <summary>A tenant's tools, as plain JSON.</summary>
[Route("api/tenant/{tenantId}/tool")]
[Tags("Tools")]
[CallerIs(AuditActor.Tenant)]
[Direct]
public sealed class ToolsController(IMediator mediator) : ControllerBase
{
    /// <summary>Lists the tenant's tools, or runs one.</summary>
    /// <remarks>
    /// <c>{"method": "listTools"}</c> lists them. Any other method is the name of a tool, in full or without the tenant's
    /// integration key before it, with its arguments in <c>params</c>. A short name that two of its integrations have is 400
    /// <c>tool_ambiguous</c>, which names both. <c>tools/list</c> and <c>tools/call</c> work as in MCP, so that a tool called
    /// <c>listTools</c> can be reached.
    /// </remarks>
    /// <response code="200">The tools, or the tool's result, as the upstream server gave it.</response>
    [HttpPost]
    public async Task Post()
    {
        var (call, cancellationToken) = (CallContext.Of(HttpContext), HttpContext.RequestAborted);
        using var body = await call.Bodies.ReadAsync(call, Request, Bounds.Body, cancellationToken);
        var request = ToolMessage.Read(body.Bytes, call.Faults).ToRequest(call, call.Faults);
        if (request is CallToolCommand command)
        {
            using var result = await mediator.Send(command, cancellationToken);
            await ToolAnswer.WriteAsync(Response, result, cancellationToken);
        }
        else
        {
            await ToolAnswer.WriteAsync(Response, await mediator.Send((ListToolsQuery)request, cancellationToken), cancellationToken);
        }
    }
}
