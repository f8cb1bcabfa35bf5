using McpService.WebApi.Callers;
using Microsoft.AspNetCore.Http.Features;

namespace McpService.WebApi.Pipeline;

/// <summary>Gives each request its id and its answer the headers every answer has.</summary>
internal sealed class RequestStart(RequestDelegate next, CallContextFactory calls, IServiceScopeFactory scopes, TimeProvider time)
{
    public const string RequestIdHeader = "X-Request-Id";

    public Task InvokeAsync(HttpContext context)
    {
        // Never the client's: an id somebody else chose proves nothing and may be put into a log to mislead.
        context.TraceIdentifier = RequestIds.Next(time.GetUtcNow());
        var call = calls.Create();
        context.Features.Set<IServiceProvidersFeature>(new RequestScope(call, context, scopes));
        call.Begin(context);
        Stamp(context);
        return next(context);
    }

    public static void Stamp(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers[RequestIdHeader] = context.TraceIdentifier;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers.CacheControl = "no-store";
    }
}
