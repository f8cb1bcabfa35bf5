using McpService.Application.Errors;
using McpService.Application.Health;
using McpService.WebApi.Errors;
using Microsoft.Net.Http.Headers;

namespace McpService.WebApi.Pipeline;

/// <summary>
/// A process on its way out serves as ever for a while and asks clients to connect anew, to another; once it listens no longer, whoever comes
/// on an old connection is sent away; and what is not done when the time is up is cut off.
/// </summary>
internal sealed class DrainGate(RequestDelegate next, DrainState drain)
{
    private static readonly Problem Draining = new(StatusCodes.Status503ServiceUnavailable, "draining", "This process is shutting down. Send the request again.")
    {
        Retryable = true,
        Outcome = CallOutcome.NotSent,
        RetryAfter = TimeSpan.FromSeconds(1),
    };

    public async Task InvokeAsync(HttpContext context)
    {
        // An answer may begin long after its request: it is looked at then.
        context.Response.OnStarting(
            static state =>
            {
                var (context, drain) = ((HttpContext, DrainState))state;
                if (drain.IsDraining) context.Response.Headers[HeaderNames.Connection] = "close";
                return Task.CompletedTask;
            },
            (context, drain));
        if (drain.IsClosing)
        {
            await ProblemWriter.WriteAsync(context, Draining);
            return;
        }

        await using var _ = drain.CutOff.UnsafeRegister(static context => ((HttpContext)context!).Abort(), context);
        await next(context);
    }
}
