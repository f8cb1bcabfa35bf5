namespace McpService.Infrastructure.Mcp;

/// <summary>Headers of the Streamable HTTP transport.</summary>
internal static class McpHeaders
{
    public const string SessionId = "Mcp-Session-Id";
    public const string ProtocolVersion = "MCP-Protocol-Version";

    /// <summary>An upstream's session id beyond this is refused.</summary>
    public const int MaxSessionIdLength = 1024;
}
