using McpService.Application.Errors;
using McpService.WebApi.Callers;
using McpService.WebApi.Errors;
using McpService.WebApi.RateLimiting;

namespace McpService.WebApi.Pipeline;

/// <summary>
/// Who is asking, how often, and whether the route is for them, in this order: refusals count, too. In place of the framework's authentication
/// and authorization, and synchronous where the caller is in the cache. What is open to everyone, health above all, passes without keys and database.
/// </summary>
internal sealed class CallerMiddleware(RequestDelegate next, CallerIdentification identification, RateLimits limits)
{
    public Task InvokeAsync(HttpContext context)
    {
        var call = CallContext.Of(context);
        var metadata = context.GetEndpoint()?.Metadata;
        if (metadata?.GetMetadata<CallerIsAttribute>() is { } route) return IdentifyAsync(context, call, route);
        return metadata?.GetMetadata<LimitedByAddressAttribute>() is null ? next(context) : HandOutAsync(context, call);
    }

    private async Task HandOutAsync(HttpContext context, CallContext call)
    {
        if (Count(context, call, limits.OfTokenRequest(call.Address)) is { } tooMany)
        {
            await ProblemWriter.WriteAsync(context, tooMany);
            return;
        }

        try
        {
            await next(context);
        }
        catch (UnauthorizedException)
        {
            limits.CountRefusedToken(call.Address);
            throw;
        }
    }

    private Task IdentifyAsync(HttpContext context, CallContext call, CallerIsAttribute route)
    {
        var identifying = identification.IdentifyAsync(context, call);
        return identifying.IsCompletedSuccessfully ? AdmitAsync(context, call, route, identifying.Result) : WaitAsync(context, call, route, identifying);
    }

    private async Task WaitAsync(HttpContext context, CallContext call, CallerIsAttribute route, ValueTask<Problem?> identifying) =>
        await AdmitAsync(context, call, route, await identifying);

    private Task AdmitAsync(HttpContext context, CallContext call, CallerIsAttribute route, Problem? unknown)
    {
        var refusal = unknown
            ?? (call.Caller.Tenant is { } tenant ? Count(context, call, limits.OfTenant(tenant)) : null)
            ?? CallerGuard.Refusal(context, call, route);
        return refusal is null ? next(context) : ProblemWriter.WriteAsync(context, refusal);
    }

    /// <summary>Writes what a limit on the rate says into the answer.</summary>
    /// <returns>The refusal; null where the request may pass.</returns>
    private static Problem? Count(HttpContext context, CallContext call, RateDecision decision)
    {
        call.Rate = decision;
        RateLimitHeaders.Write(context.Response.Headers, decision);
        return decision.Granted ? null : Problem.RateLimited(decision.RetryAfter);
    }
}
