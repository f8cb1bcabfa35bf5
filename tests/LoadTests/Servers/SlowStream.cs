using Microsoft.AspNetCore.Http;

namespace McpService.LoadTests.Servers;

/// <summary>A stream on which next to nothing comes: a numbered event a minute.</summary>
internal static class SlowStream
{
    /// <summary>Stands before the number of an event.</summary>
    public const string EventNumber = "event number ";

    public static async Task WriteAsync(HttpContext context)
    {
        context.Response.ContentType = "text/event-stream";
        await context.Response.Body.FlushAsync(context.RequestAborted); // The headers.
        try
        {
            for (var number = 1; ; number++)
            {
                await Task.Delay(TimeSpan.FromMinutes(1), TimeProvider.System, context.RequestAborted);
                await context.Response.WriteAsync(
                    $$$$"""
                    id: {{{{number}}}}
                    data: {"jsonrpc":"2.0","method":"notifications/message","params":{"level":"info","data":"{{{{EventNumber}}}}{{{{number}}}}"}}


                    """,
                    context.RequestAborted);
            }
        }
        catch (OperationCanceledException)
        {
            // The listener has left.
        }
    }
}
