namespace McpService.Application.Upstream;

/// <summary>A tool's result as the upstream gave it, in a pooled buffer: read <see cref="Json"/> before disposing.</summary>
/// <param name="owner">Returns the buffer to its pool; null where there is none.</param>
/// <param name="json">The JSON-RPC <c>result</c>, UTF-8, byte for byte as it came: a JSON object.</param>
/// <param name="isError">Value of <c>isError</c>; null where the upstream left it out.</param>
public sealed class ToolResult(IDisposable? owner, ReadOnlyMemory<byte> json, bool? isError) : IDisposable
{
    public ReadOnlyMemory<byte> Json { get; } = json;

    public bool? IsError { get; } = isError;

    /// <summary>It is that of an earlier call with the same <c>Idempotency-Key</c>.</summary>
    public bool IsReplayed { get; init; }

    public void Dispose() => owner?.Dispose();
}
