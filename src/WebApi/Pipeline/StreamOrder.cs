using McpService.Application.Mcp;
using McpService.WebApi.Callers;
using McpService.WebApi.Mcp;
using McpService.WebApi.Streams;
using Microsoft.AspNetCore.Mvc.Controllers;

namespace McpService.WebApi.Pipeline;

/// <summary>
/// Notes a stream that an MCP client asks for when the request comes: who is asking and what it may takes a while to find out, in which what the client sends next would overtake it.
/// </summary>
internal sealed class StreamOrder(RequestDelegate next, StreamArrivals arrivals)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (!HttpMethods.IsGet(context.Request.Method) || context.Request.Headers[McpHeaders.SessionId] is not [{ Length: > 0 } ticket]) return next(context);
        if (context.GetEndpoint()?.Metadata.GetMetadata<ControllerActionDescriptor>()?.ControllerTypeInfo != typeof(McpController)) return next(context);

        // The controller says when the relay has it; whatever else becomes of the request ends it, too.
        var arrival = arrivals.Begin(ticket);
        CallContext.Of(context).Arrival = arrival;
        context.Response.RegisterForDispose(arrival);
        return next(context);
    }
}
