using FluentValidation;
using McpService.Application.Errors;
using McpService.Application.Mcp;
using McpService.WebApi.Errors;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

namespace McpService.WebApi.Mcp;

/// <summary>Failures of an exchange become JSON-RPC errors, which is what an MCP client reads; those that are about HTTP alone stay problem details.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class JsonRpcErrorsAttribute : ExceptionFilterAttribute
{
    /// <summary>Where the action leaves the message's id, so that an error can name it.</summary>
    public static readonly object MessageIdKey = new();

    public override async Task OnExceptionAsync(ExceptionContext context)
    {
        var http = context.HttpContext;
        if (http.Response.HasStarted || http.RequestAborted.IsCancellationRequested) return; // cut off by the error middleware
        if (Describe(context.Exception, http) is not { } error) return;

        context.ExceptionHandled = true;
        context.Result = new EmptyResult();
        http.Response.StatusCode = error.Status;
        http.Response.ContentType = McpMediaTypes.Json;
        if (error.RetryAfter is { } wait) http.Response.Headers.RetryAfter = ProblemWriter.WholeSeconds(wait);
        http.Response.ContentLength = error.Body.Length;
        await http.Response.Body.WriteAsync(error.Body, http.RequestAborted);
    }

    private static (int Status, byte[] Body, TimeSpan? RetryAfter)? Describe(Exception failure, HttpContext http)
    {
        ReadOnlyMemory<byte> id = http.Items[MessageIdKey] as byte[] ?? [];
        switch (failure)
        {
            case McpException refused:
                return (refused.Status, JsonRpcError.Write(refused.Id.Span, refused.Code, refused.Message, refused.ErrorData), null);
            case UpstreamException upstream:
                // A request gets its JSON-RPC answer with 200; one that waits must see the status that tells it to.
                var status = upstream.RetryAfter is null && !id.IsEmpty ? StatusCodes.Status200OK : ErrorTable.StatusOf(upstream.Failure) ?? StatusCodes.Status502BadGateway;
                return (status, JsonRpcError.Write(id.Span, upstream.Failure, http.TraceIdentifier), upstream.RetryAfter);
            case ValidationException invalid:
                var faults = string.Join(' ', invalid.Errors.Select(e => $"{e.PropertyName} {e.ErrorMessage}"));
                return (IsAnswer(invalid, id) ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest, JsonRpcError.Write(id.Span, JsonRpcCodes.InvalidParams, faults, null), null);
            case TooManyCallsException busy:
                return (StatusCodes.Status429TooManyRequests, NotSent(busy, id.Span, http), TooManyCallsException.ComeAgain);
            case UnavailableException away:
                return (StatusCodes.Status503ServiceUnavailable, NotSent(away, id.Span, http), ErrorTable.ComeAgain);
            default:
                return null;
        }
    }

    /// <summary>What is wrong inside a request is answered like any other answer to it; what is wrong with the exchange is not.</summary>
    private static bool IsAnswer(ValidationException invalid, ReadOnlyMemory<byte> id) =>
        !id.IsEmpty && invalid.Errors.All(f => f.PropertyName is "method" || f.PropertyName.StartsWith("params.", StringComparison.Ordinal));

    private static byte[] NotSent(GatewayException failure, ReadOnlySpan<byte> id, HttpContext http) => JsonRpcError.Write(
        id, JsonRpcCodes.InternalError, failure.Message, new { code = failure.Code, retryable = true, outcome = CallOutcome.NotSent.Spelled(), requestId = http.TraceIdentifier });
}
