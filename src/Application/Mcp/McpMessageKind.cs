namespace McpService.Application.Mcp;

/// <summary>What a JSON-RPC message is to the one who receives it.</summary>
public enum McpMessageKind
{
    /// <summary>Wants an answer.</summary>
    Request,

    /// <summary>Wants none.</summary>
    Notification,

    /// <summary>Is the answer to something the other side asked.</summary>
    Response,
}
