namespace McpService.FunctionalTests.Matrix;

/// <summary>A way through the gateway to what a tenant has at the upstream, or to what it says. Every rule is tried at every one of them.</summary>
public enum Doorway
{
    /// <summary><c>POST /api/tenant/{tenantId}/tool</c> that lists.</summary>
    RestList,

    /// <summary><c>POST /api/tenant/{tenantId}/tool</c> that calls.</summary>
    RestCall,

    /// <summary><c>POST /mcp</c> on a session.</summary>
    SessionPost,

    /// <summary><c>GET /mcp</c> on a session.</summary>
    SessionGet,

    /// <summary><c>DELETE /mcp</c> on a session.</summary>
    SessionDelete,

    /// <summary><c>POST /mcp?mode=dynamic</c> on a session.</summary>
    Dynamic,

    /// <summary><c>POST /mcp</c> without sessions, before an upstream that keeps them.</summary>
    Bridge,

    /// <summary><c>POST /mcp</c> without sessions, before an upstream that knows none.</summary>
    Forward,

    /// <summary><c>POST /mcp</c> on a session that the gateway plays, before an upstream that knows none.</summary>
    Reverse,

    /// <summary><c>GET /mcp</c> on such a session.</summary>
    ReverseGet,

    /// <summary><c>GET /sse</c>.</summary>
    SseStream,

    /// <summary><c>POST /messages</c>.</summary>
    SseMessages,
}
