using McpService.Infrastructure.Mcp.Wire;

namespace McpService.Infrastructure.Mcp.Sessions;

/// <summary>The answer to one request: the whole message in a pooled buffer, and where its parts are.</summary>
internal sealed class UpstreamAnswer(PooledBuffer message, JsonRpcMessage reply) : IDisposable
{
    public JsonRpcMessage Reply { get; } = reply;

    /// <summary>The <c>result</c>, byte for byte as it came.</summary>
    public ReadOnlyMemory<byte> Result => message.Memory[Reply.Result];

    public void Dispose() => message.Dispose();
}
