using McpService.Sandbox.Sessions;

namespace McpService.Sandbox.Transport;

/// <summary>Server-sent events, each flushed as it comes; ends when the events do, the client leaves, or the host stops.</summary>
internal sealed class EventStreamResult(
    string sessionId, Func<CancellationToken, IAsyncEnumerable<StoredEvent>> events, CancellationToken stopping) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(httpContext.RequestAborted, stopping);
        var response = httpContext.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-cache, no-transform";
        response.Headers["Mcp-Session-Id"] = sessionId;

        try
        {
            // The first event may be a long time coming, and the client waits for the headers.
            await response.Body.FlushAsync(ended.Token);
            await foreach (var stored in events(ended.Token))
            {
                await response.WriteAsync($"event: message\nid: {stored.Id}\ndata: {stored.Message}\n\n", ended.Token);
                await response.Body.FlushAsync(ended.Token);
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // A client that leaves is not an error.
        }
    }
}
