using McpService.Application.Idempotency;
using McpService.Application.Mcp;
using McpService.WebApi.Hosting;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.Extensions.Options;

namespace McpService.WebApi.Mcp;

/// <summary>Lets pages of the allowed origins use the MCP endpoint, and read the headers of the protocol.</summary>
internal sealed class McpCors(IOptions<ServerOptions> options) : IConfigureOptions<CorsOptions>
{
    public const string PolicyName = "mcp";

    public void Configure(CorsOptions cors) => cors.AddPolicy(PolicyName, policy => policy
        .WithOrigins([.. options.Value.AllowedOrigins])
        .WithMethods(HttpMethods.Get, HttpMethods.Post, HttpMethods.Delete)
        .AllowAnyHeader()
        .WithExposedHeaders(McpHeaders.SessionId, McpHeaders.ProtocolVersion, "WWW-Authenticate", "Retry-After", IdempotencyHeaders.Replayed, "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset", "X-Request-Id")
        .SetPreflightMaxAge(TimeSpan.FromHours(1)));
}
