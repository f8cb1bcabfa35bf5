using McpService.Application.Idempotency;
using McpService.Application.Mcp;
using McpService.WebApi.Bodies;
using Microsoft.AspNetCore.Http.Features;

namespace McpService.WebApi.Mcp;

/// <summary>Passes a reply on to the client as it comes.</summary>
internal static class McpReplyWriter
{
    private const int MaxUnflushed = 16 * 1024;

    /// <summary>Passes on a stream that MVC is done with.</summary>
    public static Task WriteWaitingAsync(HttpContext http, McpReply stream)
    {
        // Made anew for whoever asks: what the pipeline noted there is of no use to a stream, and 260 bytes.
        http.Features.Set<IItemsFeature>(null);
        return WriteAsync(http.Response, stream, waits: true, http.RequestAborted);
    }

    public static Task WriteAsync(HttpResponse response, McpReply reply, CancellationToken cancellationToken) => WriteAsync(response, reply, waits: false, cancellationToken);

    private static async Task WriteAsync(HttpResponse response, McpReply reply, bool waits, CancellationToken cancellationToken)
    {
        await using var _ = reply;
        response.StatusCode = reply.Status;
        if (reply.ContentType is not null) response.ContentType = reply.ContentType;
        if (reply.Ticket is not null) response.Headers[McpHeaders.SessionId] = reply.Ticket;
        if (reply.IsReplayed) response.Headers[IdempotencyHeaders.Replayed] = "true";
        if (reply is WholeReply whole) response.ContentLength = whole.Length > 0 ? whole.Length : null;
        if (reply is not WholeReply) AnnounceStream(response);

        // What is here already goes out together: the headers, the answer and the end of its stream would else be three packets (8 µs each). Nothing waits for what is not here:
        // the client learns at once that its stream is open, whenever the first event comes.
        var next = reply.ReadAsync(cancellationToken);
        if (reply is not WholeReply && !next.IsCompletedSuccessfully)
        {
            await FlushAsync(response);
            if (waits) response.HttpContext.Request.Headers.Clear(); // nobody asks for them once the answer has begun, and it may last for hours (0.5 KiB)
        }

        while (await next is { IsEmpty: false } bytes)
        {
            reply.BytesSent += bytes.Length;
            await ResponsePieces.WriteAsync(response, bytes, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            next = reply.ReadAsync(cancellationToken);
            if (!next.IsCompletedSuccessfully || response.BodyWriter.UnflushedBytes > MaxUnflushed) await FlushAsync(response);
        }
    }

    /// <summary>Nobody on the way may hold events back.</summary>
    public static void AnnounceStream(HttpResponse response)
    {
        response.ContentType ??= McpMediaTypes.EventStream;
        response.Headers.CacheControl = "no-cache";
        response.Headers["X-Accel-Buffering"] = "no";
        response.HttpContext.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
    }

    // To its end, which comes with the connection's: the reply may be under way already.
    private static async Task FlushAsync(HttpResponse response) => await response.BodyWriter.FlushAsync(CancellationToken.None);
}
