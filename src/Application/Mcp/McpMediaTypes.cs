namespace McpService.Application.Mcp;

/// <summary>What bodies of the Streamable HTTP transport are.</summary>
public static class McpMediaTypes
{
    public const string Json = "application/json";
    public const string EventStream = "text/event-stream";
}
