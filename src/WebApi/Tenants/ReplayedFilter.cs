using McpService.Application.Idempotency;
using Microsoft.AspNetCore.Mvc.Filters;

namespace McpService.WebApi.Tenants;

/// <summary>Says of an answer that it is that of an earlier request with the same <c>Idempotency-Key</c>.</summary>
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
