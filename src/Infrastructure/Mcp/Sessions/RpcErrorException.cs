using McpService.Infrastructure.Mcp.Wire;

namespace McpService.Infrastructure.Mcp.Sessions;

/// <summary>The upstream refused a request with a 4xx whose body is a JSON-RPC error: an answer to those who speak JSON-RPC, a failure to others.</summary>
internal sealed class RpcErrorException(byte[] body, JsonRpcMessage error) : Exception("The upstream refused the request.")
{
    /// <summary>The whole message.</summary>
    public ReadOnlyMemory<byte> Body => body;

    public JsonRpcMessage Error => error;
}
