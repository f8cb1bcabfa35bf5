namespace McpService.Application.Mcp;

/// <summary>Members of <c>_meta</c>: those with which a request of revision 2026-07-28 says what a session would remember, and the gateway's own.</summary>
public static class McpMetaKeys
{
    public const string Revision = "io.modelcontextprotocol/protocolVersion";
    public const string ClientInfo = "io.modelcontextprotocol/clientInfo";
    public const string ClientCapabilities = "io.modelcontextprotocol/clientCapabilities";
    public const string LogLevel = "io.modelcontextprotocol/logLevel";
    public const string ServerInfo = "io.modelcontextprotocol/serverInfo";
    public const string SubscriptionId = "io.modelcontextprotocol/subscriptionId";

    /// <summary>A call's idempotency key: the gateway's own, it goes no further.</summary>
    public const string IdempotencyKey = "mcpservice/idempotencyKey";

    /// <summary>In the <c>_meta</c> of a result, <c>true</c>: it is that of an earlier call with the same key.</summary>
    public const string Replayed = "mcpservice/idempotentReplayed";

    internal static ReadOnlySpan<byte> IdempotencyKeyUtf8 => "mcpservice/idempotencyKey"u8;

    /// <summary>True for one that only this revision knows, and no older upstream should see.</summary>
    public static bool IsOfTheRevision(string key) => key is Revision or ClientInfo or ClientCapabilities or LogLevel;
}
