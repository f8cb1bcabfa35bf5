using McpService.Application.Errors;
using McpService.Application.Memory;
using McpService.Infrastructure.Mcp.Wire;

namespace McpService.Infrastructure.Mcp.Sessions;

/// <summary>The answer to one request: the whole message in a buffer, and where its parts are.</summary>
internal sealed class UpstreamAnswer(GrowingBuffer message, JsonRpcMessage reply) : IDisposable
{
    public JsonRpcMessage Reply { get; } = reply;

    /// <summary>The <c>result</c>, byte for byte as it came.</summary>
    public ReadOnlyMemory<byte> Result => message.Memory[Reply.Result];

    /// <summary>What it says is an error in answer to a tool call.</summary>
    public UpstreamException CallFailure(SecretScrubber scrubber) => RpcFailures.OfCall(message.Memory, Reply, scrubber, UpstreamFailure.Error);

    public void Dispose() => message.Dispose();
}
