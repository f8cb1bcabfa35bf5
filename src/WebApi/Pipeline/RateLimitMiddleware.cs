using McpService.Application.Callers;
using McpService.Domain.Tenants;
using McpService.WebApi.Callers;
using McpService.WebApi.Errors;
using McpService.WebApi.RateLimiting;

namespace McpService.WebApi.Pipeline;

/// <summary>
/// Holds tenants to their rate, and addresses to theirs where tokens are handed out. Runs between authentication, which
/// tells whose request it is, and authorization, so that refused requests count as well.
/// </summary>
internal sealed class RateLimitMiddleware(RequestDelegate next, RateLimits limits)
{
    public Task InvokeAsync(HttpContext context)
    {
        var call = context.RequestServices.GetRequiredService<CallContext>();
        RateDecision decision;
        if (call.Caller.Tenant is { } tenant) decision = limits.OfTenant(tenant);
        else if (context.GetEndpoint()?.Metadata.GetMetadata<LimitedByAddressAttribute>() is not null) decision = limits.OfTokenRequest(call.Address);
        else return next(context);

        call.Rate = decision;
        RateLimitHeaders.Write(context.Response.Headers, decision);
        return decision.Granted ? next(context) : ProblemWriter.WriteAsync(context, Problem.RateLimited(decision.RetryAfter));
    }
}
