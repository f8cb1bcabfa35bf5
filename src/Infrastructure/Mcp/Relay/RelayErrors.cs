using System.Net;
using McpService.Application.Errors;
using McpService.Application.Mcp;
using McpService.Domain.Auditing;
using McpService.Infrastructure.Mcp.Eras;
using McpService.Infrastructure.Mcp.Http;
using McpService.Infrastructure.Mcp.Wire;

namespace McpService.Infrastructure.Mcp.Relay;

/// <summary>What an unsuccessful answer of the upstream becomes for an MCP client.</summary>
internal static class RelayErrors
{
    /// <summary>The reply to pass on: a JSON-RPC error that came with a 4xx, or a refusal of the transport.</summary>
    /// <param name="response">The upstream's; read here.</param>
    /// <param name="exchange">What it answers.</param>
    /// <param name="isOtherEra">Tells an answer that says that the revision is not spoken.</param>
    /// <param name="scrubber">Masks the credential.</param>
    /// <param name="time">Clock.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="McpException">The session is gone: the client initializes again.</exception>
    /// <exception cref="EraRefusedException">The revision is not spoken.</exception>
    /// <exception cref="UpstreamException">Anything else.</exception>
    public static async Task<McpReply> ReadAsync(
        UpstreamResponse response, McpExchange exchange, Func<HttpStatusCode, JsonRpcMessage, bool> isOtherEra, SecretScrubber scrubber, TimeProvider time, CancellationToken cancellationToken)
    {
        using var _ = response;
        var body = await ErrorBody.ReadAsync(response, time, cancellationToken);
        if (IsSessionGone(response.Status, exchange, body)) throw McpException.SessionNotFound(exchange.Message);

        var retryAfter = response.RetryAfter(time.GetUtcNow());
        var failure = UpstreamStatus.Classify(response.Status, retryAfter);
        if (failure != UpstreamFailure.Rejected) throw new UpstreamException(failure, retryAfter: retryAfter);

        var message = JsonRpcMessage.Parse(body);
        var isMessage = message.Kind == JsonRpcKind.Error;
        var isRefused = isOtherEra(response.Status, message);
        if (!isMessage && exchange.Verb == McpVerb.Post) throw isRefused ? new EraRefusedException(new UpstreamException(failure)) : new UpstreamException(failure);
        if (isMessage && exchange.IsOneWay) body = JsonRpcWriter.WriteError(exchange.MessageId.Span, body.AsSpan()[message.Details]); // such errors often name no request
        var reply = new WholeReply(isMessage ? scrubber.Scrub(body) ?? body : default(ReadOnlyMemory<byte>), AuditOutcome.RpcError)
        {
            Status = (int)response.Status,
            ContentType = isMessage ? McpMediaTypes.Json : null,
        };
        return isRefused ? throw new EraRefusedException(new UpstreamException(failure)) { Reply = reply } : reply;
    }

    // The real upstream answers POST and DELETE with a 400 of known text, GET with a 500; others with the 404 of the specification.
    private static bool IsSessionGone(HttpStatusCode status, McpExchange exchange, byte[] body)
    {
        if (exchange.Ticket is null) return false;
        return status switch
        {
            HttpStatusCode.NotFound => true,
            HttpStatusCode.BadRequest => exchange.Verb == McpVerb.Delete || UpstreamStatus.SaysSessionGone(status, body),
            HttpStatusCode.InternalServerError => exchange.Verb == McpVerb.Get,
            _ => false,
        };
    }
}
