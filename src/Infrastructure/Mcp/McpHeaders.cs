using McpService.Application.Errors;

namespace McpService.Infrastructure.Mcp;

/// <summary>Headers of the Streamable HTTP transport.</summary>
internal static class McpHeaders
{
    public const string SessionId = "Mcp-Session-Id";
    public const string ProtocolVersion = "MCP-Protocol-Version";
    public const string LastEventId = "Last-Event-ID";
    public const string Method = "Mcp-Method";
    public const string Name = "Mcp-Name";
    public const string ParameterPrefix = "Mcp-Param-";

    /// <summary>An upstream's session id beyond this is refused.</summary>
    public const int MaxSessionIdLength = 1024;

    /// <summary>The upstream's session id, or null where it gave none.</summary>
    /// <exception cref="UpstreamException">An id that is empty or over the limit.</exception>
    public static string? SessionIdOf(HttpResponseMessage response)
    {
        var id = response.Headers.TryGetValues(SessionId, out var values) ? string.Join(',', values) : null;
        return id is null or { Length: > 0 and <= MaxSessionIdLength } ? id : throw new UpstreamException(UpstreamFailure.ProtocolError);
    }
}
