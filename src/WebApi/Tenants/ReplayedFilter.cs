using McpService.Application.Idempotency;
using Microsoft.AspNetCore.Mvc.Filters;

namespace McpService.WebApi.Tenants;

/// <summary>Put on the controllers whose changes know <c>Idempotency-Key</c>; on all, it would cost every call 2 µs. Says of an answer that it is that of an earlier request with the same <c>Idempotency-Key</c>.</summary>
internal sealed class ReplayedFilter(IdempotentAct act) : IResultFilter
{
    public void OnResultExecuting(ResultExecutingContext context)
    {
        if (act.IsReplayed) context.HttpContext.Response.Headers[IdempotencyHeaders.Replayed] = "true";
    }

    public void OnResultExecuted(ResultExecutedContext context)
    {
    }
}
