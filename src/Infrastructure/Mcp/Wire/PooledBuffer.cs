using System.Text;
using McpService.Application.Memory;

namespace McpService.Infrastructure.Mcp.Wire;

/// <summary>Bytes being put together, for a moment, out of what is counted already.</summary>
internal sealed class PooledBuffer(int initialCapacity = 2048) : GrowingBuffer(budget: null, initialCapacity)
{
    public void Append(string text) => Advance(Encoding.UTF8.GetBytes(text, GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length))));
}
