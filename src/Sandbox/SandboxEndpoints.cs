using McpService.Sandbox.Records;
using McpService.Sandbox.Sessions;
using McpService.Sandbox.Transport;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace McpService.Sandbox;

/// <summary>
/// A stand-in for the Integration App MCP server, so that the service can be tried without an account. To the rest of
/// the gateway it is another server behind a URL, odd status codes included. Whoever maps it does so in development only.
/// </summary>
public static class SandboxEndpoints
{
    /// <summary>Where <see cref="MapSandbox"/> puts the MCP endpoint.</summary>
    public const string Path = "/sandbox/mcp";

    public static IServiceCollection AddSandbox(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<SandboxUsers>();
        services.AddSingleton<SandboxSessions>();
        services.AddSingleton<SandboxServer>();
        services.AddSingleton<SandboxTransport>();
        return services;
    }

    public static void MapSandbox(this IEndpointRouteBuilder endpoints)
    {
        var transport = endpoints.ServiceProvider.GetRequiredService<SandboxTransport>();

        // It has its own idea of who is asking, and it is not part of the gateway's API description.
        var sandbox = endpoints.MapGroup(Path).AllowAnonymous().DisableRateLimiting().ExcludeFromDescription();
        sandbox.MapPost("", async context => await (await transport.PostAsync(context.Request, context.RequestAborted)).ExecuteAsync(context));
        sandbox.MapGet("", context => transport.Get(context.Request).ExecuteAsync(context));
        sandbox.MapDelete("", context => transport.Delete(context.Request).ExecuteAsync(context));
    }
}
