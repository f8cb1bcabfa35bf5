using McpService.Application.Errors;
using McpService.Application.Mcp;

namespace McpService.Infrastructure.Mcp.Http;

/// <summary>The id of a session at the upstream: all it takes to use the session, and so a secret.</summary>
internal static class UpstreamSessionId
{
    /// <summary>An id beyond this is refused.</summary>
    public const int MaxLength = 1024;

    /// <summary>The id an answer gives, or null where it gives none.</summary>
    /// <exception cref="UpstreamException">An id that is empty or over the limit.</exception>
    public static string? Of(HttpResponseMessage response)
    {
        var id = response.Headers.TryGetValues(McpHeaders.SessionId, out var values) ? string.Join(',', values) : null;
        return id is null or { Length: > 0 and <= MaxLength } ? id : throw new UpstreamException(UpstreamFailure.ProtocolError);
    }
}
