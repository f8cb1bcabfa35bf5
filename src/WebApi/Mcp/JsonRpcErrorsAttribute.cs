using McpService.Application.Errors;
using McpService.Application.Health;
using McpService.Application.Mcp;
using McpService.WebApi.Callers;
using McpService.WebApi.Errors;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

namespace McpService.WebApi.Mcp;

/// <summary>Failures of an exchange become JSON-RPC errors, which is what an MCP client reads; those that are about HTTP alone stay problem details.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class JsonRpcErrorsAttribute : ExceptionFilterAttribute
{
    public override async Task OnExceptionAsync(ExceptionContext context)
    {
        if (!await AnswerAsync(context.HttpContext, context.Exception)) return;
        context.ExceptionHandled = true;
        context.Result = new EmptyResult();
    }

    /// <summary>Answers with the error; false for a failure that is about HTTP alone.</summary>
    public static async Task<bool> AnswerAsync(HttpContext http, Exception failure)
    {
        if (McpFailure.Of(failure, CallContext.Of(http).MessageId, http.TraceIdentifier) is not { } error) return false;

        http.RequestServices.GetRequiredService<RefusedRequests>().Add(failure);
        if (failure is GatewayException refused) RefusalTrail.Note(http, error.Status, refused.Code);
        if (http.Response.HasStarted || http.RequestAborted.IsCancellationRequested || http.RequestServices.GetRequiredService<DrainState>().IsOver)
        {
            http.Abort(); // half an answer is out, nobody is there to take one, or the time is up: no clean end that was none
            return true;
        }

        http.Response.StatusCode = error.Status;
        http.Response.ContentType = McpMediaTypes.Json;
        if (error.RetryAfter is { } wait) http.Response.Headers.RetryAfter = ProblemWriter.WholeSeconds(wait);
        http.Response.ContentLength = error.Body.Length;
        await http.Response.Body.WriteAsync(error.Body, http.RequestAborted);
        return true;
    }
}
