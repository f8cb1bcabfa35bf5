using McpService.Application;
using McpService.Application.Errors;
using McpService.Application.Memory;

namespace McpService.Infrastructure.Mcp.Wire;

/// <summary>What an upstream answers, as it comes, within the process's budget. Where that is used up the call was made all the same, and its answer is lost.</summary>
/// <param name="budget">Null for what is bounded otherwise.</param>
/// <param name="initialCapacity">In bytes.</param>
internal sealed class AnswerBuffer(MemoryBudget? budget, int initialCapacity = 0) : GrowingBuffer(budget, initialCapacity, Whole)
{
    // The longest answer, and the read by which is seen that one is longer. Doubled once more for that read, arrays took 16 MiB beside the 8.
    private const int Whole = Bounds.Answer + MemoryBudget.Small;

    protected override Exception Refusal() => new UpstreamException(UpstreamFailure.Overloaded);
}
