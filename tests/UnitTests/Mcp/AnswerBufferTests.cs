using McpService.Application;
using McpService.Application.Memory;
using McpService.Infrastructure.Mcp.Wire;

namespace McpService.UnitTests.Mcp;

internal sealed class AnswerBufferTests
{
    private const int Piece = 4096;

    [Test]
    public void Append_UntilItIsLongerThanAnyAnswer_TakesLittleMoreThanTheLongest()
    {
        using var buffer = new AnswerBuffer(budget: null);

        while (buffer.Length <= Bounds.Answer) buffer.Append(new byte[Piece]);

        buffer.Capacity.ShouldBeInRange(Bounds.Answer, Bounds.Answer + (64 * 1024));
    }

    [Test]
    public void Append_OfLittle_TakesLittle()
    {
        using var buffer = new AnswerBuffer(budget: null);

        buffer.Append(new byte[Piece]);

        buffer.Capacity.ShouldBeInRange(Piece, 2 * Piece);
    }

    [Test]
    public void Append_OfMoreThanAWhole_IsHeld()
    {
        using var buffer = new GrowingBuffer(budget: null, initialCapacity: 0, whole: 100_000);

        buffer.Append(new byte[1_000_000]);

        buffer.Length.ShouldBe(1_000_000);
    }
}
