namespace McpService.Infrastructure.Mcp.Streams;

/// <summary>How a stream that answers one request ends.</summary>
internal static class StreamEnd
{
    /// <summary>After the answer a stream ends (Streamable HTTP, "Sending Messages to the Server"), and its connection is of use again once the end was read. One that does not end is left.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(200);
}
