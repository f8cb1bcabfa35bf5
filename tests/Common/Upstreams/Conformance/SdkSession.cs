using Microsoft.AspNetCore.Http;
using ModelContextProtocol.Server;

namespace McpService.Common.Upstreams.Conformance;

/// <summary>A server of the SDK on its transport, running until it is disposed.</summary>
internal sealed class SdkSession : IAsyncDisposable
{
    private readonly CancellationTokenSource _ends = new();
    private readonly McpServer _server;
    private readonly Task _running;
    private int _listeners;

    public SdkSession(StreamableHttpServerTransport transport, McpServer server)
    {
        (Transport, _server) = (transport, server);
        _running = server.RunAsync(_ends.Token);
    }

    public StreamableHttpServerTransport Transport { get; }

    /// <summary>The stream for what belongs to no request. There is one: a second is told so, with what the TypeScript SDK answers.</summary>
    public async Task ListenAsync(HttpContext context)
    {
        if (Interlocked.Exchange(ref _listeners, 1) is not 0)
        {
            await context.WriteErrorAsync(StatusCodes.Status409Conflict, -32000, "Conflict: Only one SSE stream is allowed per session");
            return;
        }

        context.StartEventStream();
        await Transport.HandleGetRequestAsync(context.Response.Body, context.RequestAborted);
    }

    /// <summary>Calls still running end with it: a client that left does not always say so.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ends.CancelAsync();
        await Transport.DisposeAsync();
        try
        {
            await _running;
        }
        catch (OperationCanceledException)
        {
            // As asked.
        }

        await _server.DisposeAsync();
        _ends.Dispose();
    }
}
