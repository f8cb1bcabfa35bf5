using McpService.Application.Idempotency;
using McpService.Application.Mcp;
using McpService.WebApi.Bodies;
using Microsoft.AspNetCore.Http.Features;

namespace McpService.WebApi.Mcp;

/// <summary>Passes a reply on to the client as it comes.</summary>
internal static class McpReplyWriter
{
    public static async Task WriteAsync(HttpResponse response, McpReply reply, CancellationToken cancellationToken)
    {
        await using var _ = reply;
        response.StatusCode = reply.Status;
        if (reply.ContentType is not null) response.ContentType = reply.ContentType;
        if (reply.Ticket is not null) response.Headers[McpHeaders.SessionId] = reply.Ticket;
        if (reply.IsReplayed) response.Headers[IdempotencyHeaders.Replayed] = "true";
        if (reply is WholeReply whole) response.ContentLength = whole.Length > 0 ? whole.Length : null;
        if (reply is not WholeReply) await StartStreamAsync(response, cancellationToken);

        while (await reply.ReadAsync(cancellationToken) is { IsEmpty: false } bytes)
        {
            reply.BytesSent += bytes.Length;
            await ResponsePieces.WriteAsync(response, bytes, cancellationToken);
            await response.Body.FlushAsync(cancellationToken);
        }
    }

    /// <summary>The client learns at once that its stream is open, whenever the first event comes; and nobody on the way may hold events back.</summary>
    public static async Task StartStreamAsync(HttpResponse response, CancellationToken cancellationToken)
    {
        response.ContentType ??= McpMediaTypes.EventStream;
        response.Headers.CacheControl = "no-cache";
        response.Headers["X-Accel-Buffering"] = "no";
        response.HttpContext.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();

        // To start it would only write the headers; they go out with the first flush.
        await response.Body.FlushAsync(cancellationToken);
    }
}
