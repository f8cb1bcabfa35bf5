namespace McpService.Application.Mcp;

/// <summary>An exchange is refused with a JSON-RPC error of its own and the HTTP status that the specification gives it.</summary>
/// <param name="status">HTTP status.</param>
/// <param name="code">JSON-RPC error code.</param>
/// <param name="message">For the client.</param>
/// <param name="id">Id of the client's request as it stood there; empty where there is none.</param>
public sealed class McpException(int status, int code, string message, ReadOnlyMemory<byte> id) : Exception(message)
{
    public int Status { get; } = status;

    public int Code { get; } = code;

    // A copy: the message it stands in goes back to its pool before the error is written.
    public ReadOnlyMemory<byte> Id { get; } = id.ToArray();

    /// <summary>Anything else the specification wants in <c>error.data</c>, or null.</summary>
    public object? ErrorData { get; init; }

    /// <summary>One answer for every ticket that does not open, so that none can be told from another; the client initializes again.</summary>
    public static McpException SessionNotFound(McpMessage? message) => new(404, JsonRpcCodes.SessionNotFound, "Session not found", IdOf(message));

    /// <summary>A message without a session, before an upstream that keeps sessions.</summary>
    public static McpException NoSession(McpMessage? message) => new(400, JsonRpcCodes.Refused, "Bad Request: Mcp-Session-Id header is required", IdOf(message));

    /// <summary>What the upstream answers for a tool it does not have.</summary>
    public static McpException UnknownTool(McpMessage message, string? tool) => InvalidCall(message, $"Tool {tool} not found");

    /// <summary>A call that cannot be read, or of what there is not: an answer to a good request, so with status 200.</summary>
    public static McpException InvalidCall(McpMessage message, string reason) =>
        new(200, JsonRpcCodes.InvalidParams, $"MCP error {JsonRpcCodes.InvalidParams}: {reason}", message.Id);

    private static ReadOnlyMemory<byte> IdOf(McpMessage? message) => message is { Kind: McpMessageKind.Request } ? message.Id : default;
}
