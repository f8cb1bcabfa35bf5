using McpService.Application.Errors;
using McpService.Application.Memory;

namespace McpService.Infrastructure.Mcp.Wire;

/// <summary>Counts what is sent in place of something the upstream said, for as long as its client takes to read it.</summary>
/// <param name="budget">Null counts nothing.</param>
internal sealed class HeldCopy(MemoryBudget? budget) : IDisposable
{
    private int _bytes;

    /// <summary>Counts a copy until it is disposed; null for one so small that it is not counted.</summary>
    /// <exception cref="UpstreamException">The process holds as much as it may.</exception>
    public static HeldCopy? Of(MemoryBudget budget, int bytes) => bytes > MemoryBudget.Small ? new HeldCopy(budget).Take(bytes) : null;

    /// <summary>Counts a copy, in place of the one before; false where the process holds as much as it may.</summary>
    public bool TryTake(int bytes)
    {
        Dispose();
        if (budget?.TryTake(bytes) == false) return false;
        _bytes = bytes;
        return true;
    }

    /// <inheritdoc cref="TryTake"/>
    /// <exception cref="UpstreamException">The process holds as much as it may.</exception>
    public HeldCopy Take(int bytes) => TryTake(bytes) ? this : throw new UpstreamException(UpstreamFailure.Overloaded);

    public void Dispose()
    {
        budget?.Give(_bytes);
        _bytes = 0;
    }
}
