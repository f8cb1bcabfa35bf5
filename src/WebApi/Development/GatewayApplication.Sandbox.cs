using McpService.Infrastructure.Mcp.Http;
using McpService.Sandbox;
using McpService.WebApi.Development;

namespace McpService.WebApi;

/// <summary>The one place, with <see cref="EmbeddedSandbox"/>, that knows of the sandbox: in development it is the upstream.</summary>
public static partial class GatewayApplication
{
    static partial void AddSandbox(IServiceCollection services) => services.AddSandbox().AddSingleton<IEmbeddedUpstream, EmbeddedSandbox>();

    static partial void MapSandbox(IEndpointRouteBuilder endpoints) => endpoints.MapSandbox();
}
