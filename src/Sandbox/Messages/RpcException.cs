namespace McpService.Sandbox.Messages;

/// <summary>A request that ends in a JSON-RPC error.</summary>
internal sealed class RpcException(int code, string message) : Exception(message)
{
    public int Code => code;

    public static RpcException MethodNotFound() => new(-32601, "Method not found");

    /// <summary>The SDK puts the code into the text of errors it throws itself, and so into what the client reads.</summary>
    public static RpcException InvalidParams(string reason) => new(-32602, $"MCP error -32602: {reason}");

    /// <summary>Parameters that do not fit the method at all fail inside the SDK, as an internal error.</summary>
    public static RpcException InvalidRequest(string issues) => new(-32603, issues);
}
