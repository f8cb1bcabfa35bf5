using System.Text.Json.Nodes;
using McpService.Sandbox.Messages;

namespace McpService.Sandbox.Transport;

/// <summary>A JSON-RPC error written as the TypeScript transport writes it: the body is JSON and no header says so.</summary>
internal sealed class TransportErrorResult(int status, JsonObject error) : IResult
{
    private readonly string _body = error.ToJsonString(SandboxJson.Compact);

    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = status;
        return httpContext.Response.WriteAsync(_body, httpContext.RequestAborted);
    }
}
