using Microsoft.AspNetCore.Http;
using ModelContextProtocol.Server;

namespace McpService.Common.Upstreams.Conformance;

/// <summary>A server of the SDK on its transport, running until it is disposed.</summary>
internal sealed class SdkSession(StreamableHttpServerTransport transport, McpServer server) : IAsyncDisposable
{
    private readonly Task _running = server.RunAsync();
    private int _listeners;

    public StreamableHttpServerTransport Transport => transport;

    /// <summary>The stream for what belongs to no request. There is one: a second is told so, with what the TypeScript SDK answers.</summary>
    public async Task ListenAsync(HttpContext context)
    {
        if (Interlocked.Exchange(ref _listeners, 1) is not 0)
        {
            await context.WriteErrorAsync(StatusCodes.Status409Conflict, -32000, "Conflict: Only one SSE stream is allowed per session");
            return;
        }

        context.StartEventStream();
        await transport.HandleGetRequestAsync(context.Response.Body, context.RequestAborted);
    }

    public async ValueTask DisposeAsync()
    {
        await transport.DisposeAsync();
        await _running;
        await server.DisposeAsync();
    }
}
