using McpService.Application.Health;
using McpService.WebApi.Health;
using Microsoft.AspNetCore.Mvc.Controllers;

namespace McpService.WebApi.Pipeline;

/// <summary>Lets requests that come while the process starts wait for it, health checks excepted.</summary>
internal sealed class StartupWait(RequestDelegate next, IHealthProbe probe)
{
    // Together with what a request may then wait for the database, still about two seconds.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1.5);

    public Task InvokeAsync(HttpContext context)
    {
        var action = context.GetEndpoint()?.Metadata.GetMetadata<ControllerActionDescriptor>();
        if (action is null || action.ControllerTypeInfo == typeof(HealthController)) return next(context);
        var started = probe.WaitForStartAsync(Limit, context.RequestAborted);
        return started.IsCompletedSuccessfully ? next(context) : GoOnAsync(started, context);
    }

    private async Task GoOnAsync(ValueTask started, HttpContext context)
    {
        await started;
        await next(context);
    }
}
