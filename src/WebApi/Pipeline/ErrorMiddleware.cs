using McpService.Application.Errors;
using McpService.Application.Health;
using McpService.Domain;
using McpService.WebApi.Callers;
using McpService.WebApi.Errors;
using McpService.WebApi.Mcp;
using McpService.WebApi.RateLimiting;
using Microsoft.AspNetCore.Connections;

namespace McpService.WebApi.Pipeline;

/// <summary>Turns whatever goes wrong behind it into problem details, the framework's wordless error statuses included.</summary>
internal sealed partial class ErrorMiddleware(RequestDelegate next, DrainState drain, ILogger<ErrorMiddleware> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
            if (CallContext.Of(context).Waiting is { } stream) await McpReplyWriter.WriteWaitingAsync(context, stream);
        }
        catch (Exception failure)
        {
            var call = CallContext.Of(context);
            if (call is { IsJsonRpc: true, Waiting: null } && await JsonRpcErrorsAttribute.AnswerAsync(context, failure)) return;
            if (drain.IsOver || IsClientGone(context, failure)) context.Abort();
            else if (call.Waiting is null || !await JsonRpcErrorsAttribute.AnswerAsync(context, failure)) await AnswerAsync(context, failure);
            return;
        }

        if (context.Response is { HasStarted: false, StatusCode: >= StatusCodes.Status400BadRequest, ContentLength: null, ContentType: null } response)
            await ProblemWriter.WriteAsync(context, Problem.OfStatus(response.StatusCode));
    }

    private async Task AnswerAsync(HttpContext context, Exception failure)
    {
        // Lost between the reading and the writing of the tenant, an update is no less lost than before.
        var isStale = failure is ConflictException { IsLostUpdate: true } && context.Request.Headers.IfMatch.Count > 0;
        var problem = ErrorTable.ProblemOf(isStale ? new PreconditionFailedException() : failure);
        if (problem.Status == StatusCodes.Status500InternalServerError) LogUnexpected(failure, context.TraceIdentifier);

        if (context.Response.HasStarted)
        {
            // Half an answer is out: the one honest end is no clean end.
            context.Abort();
            return;
        }

        context.Response.Clear();
        RequestStart.Stamp(context);
        if (CallContext.Of(context).Rate is { } rate) RateLimitHeaders.Write(context.Response.Headers, rate);
        await ProblemWriter.WriteAsync(context, problem);
    }

    private static bool IsClientGone(HttpContext context, Exception failure) =>
        failure is ConnectionResetException or ConnectionAbortedException
        || (failure is OperationCanceledException or IOException and not BadHttpRequestException && context.RequestAborted.IsCancellationRequested);

    [LoggerMessage(1001, LogLevel.Error, "Request {RequestId} failed unexpectedly.")]
    private partial void LogUnexpected(Exception failure, string requestId);
}
