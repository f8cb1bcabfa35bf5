namespace McpService.Application.Mcp;

/// <summary>Members of <c>_meta</c> with which a request of revision 2026-07-28 says what a session would remember.</summary>
public static class McpMetaKeys
{
    public const string Revision = "io.modelcontextprotocol/protocolVersion";
    public const string ClientInfo = "io.modelcontextprotocol/clientInfo";
    public const string ClientCapabilities = "io.modelcontextprotocol/clientCapabilities";
    public const string LogLevel = "io.modelcontextprotocol/logLevel";
    public const string ServerInfo = "io.modelcontextprotocol/serverInfo";
    public const string SubscriptionId = "io.modelcontextprotocol/subscriptionId";

    /// <summary>True for one that only this revision knows, and no older upstream should see.</summary>
    public static bool IsOfTheRevision(string key) => key is Revision or ClientInfo or ClientCapabilities or LogLevel;
}
