using McpService.Application.Errors;
using McpService.Application.Health;
using McpService.WebApi.Errors;
using McpService.WebApi.Hosting;
using Microsoft.Net.Http.Headers;

namespace McpService.WebApi.Pipeline;

/// <summary>
/// A process on its way out serves as ever for a while and asks clients to connect anew, to another; once it listens no longer, whoever comes
/// on an old connection is sent away. What is not done when the time is up is cut off with its connection (<see cref="ConnectionCut"/>).
/// </summary>
internal sealed class DrainGate
{
    private static readonly Problem Draining = new(StatusCodes.Status503ServiceUnavailable, "draining", "This process is shutting down. Send the request again.")
    {
        Retryable = true,
        Outcome = CallOutcome.NotSent,
        RetryAfter = TimeSpan.FromSeconds(1),
    };

    private readonly RequestDelegate _next;
    private readonly DrainState _drain;
    private readonly Func<object, Task> _announce;

    public DrainGate(RequestDelegate next, DrainState drain) => (_next, _drain, _announce) = (next, drain, Announce);

    public Task InvokeAsync(HttpContext context)
    {
        // An answer may begin long after its request: it is looked at then.
        context.Response.OnStarting(_announce, context);
        return _drain.IsClosing ? ProblemWriter.WriteAsync(context, Draining) : _next(context);
    }

    private Task Announce(object context)
    {
        if (_drain.IsDraining) ((HttpContext)context).Response.Headers[HeaderNames.Connection] = "close";
        return Task.CompletedTask;
    }
}
