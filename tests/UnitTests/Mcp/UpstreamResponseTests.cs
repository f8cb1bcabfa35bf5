using McpService.Application.Memory;
using McpService.Infrastructure.Mcp.Http;

namespace McpService.UnitTests.Mcp;

internal sealed class UpstreamResponseTests
{
    private const int Small = MemoryBudget.Small;

    [TestCase(1, 1)]
    [TestCase(1_000, 1_000_000)]
    [TestCase(Small - 1, Small - 1)]
    [TestCase(Small, Small)]
    [TestCase(Small + 1, 0)]
    [TestCase(131_200, 131_200)]
    [TestCase(131_200, 10)]
    [TestCase(3_000_000, 3_000_000)]
    public async Task ReadWhole_WhateverWasAnnounced_IsWhatCame(int length, int announced)
    {
        var bytes = BytesOf(length);
        using var response = Response(new SlowBody(bytes, atOnce: 50_000), announced);

        using var answer = await response.ReadWholeAsync(CancellationToken.None);

        answer.Span.SequenceEqual(bytes).ShouldBeTrue();
    }

    [Test]
    public async Task ReadWhole_MuchAnnounced_RoomIsOnlyMadeForFourTimesWhatHasCome()
    {
        var body = new SlowBody(BytesOf(2_000_000), atOnce: 30_000);
        using var response = Response(body, 2_000_000);

        using var answer = await response.ReadWholeAsync(CancellationToken.None);

        body.Reads.ShouldAllBe(read => read.CameBefore + read.Room <= Math.Max(Small, 4 * read.CameBefore));
    }

    [Test]
    public async Task ReadWhole_AnnouncedAndMoreThanIsBelievedAtFirst_IsMovedOnce()
    {
        var body = new SlowBody(BytesOf(131_200), atOnce: int.MaxValue);
        using var response = Response(body, 131_200);

        using var answer = await response.ReadWholeAsync(CancellationToken.None);

        body.Reads.Select(read => read.CameBefore).ShouldBe([0, Small, 131_200]);
    }

    private static byte[] BytesOf(int length) => [.. Enumerable.Range(0, length).Select(i => (byte)('a' + (i % 23)))];

    private static UpstreamResponse Response(Stream body, int announced)
    {
        var content = new StreamContent(body);
        if (announced > 0) content.Headers.ContentLength = announced;
        return new UpstreamResponse(new HttpResponseMessage { Content = content }, new MemoryBudget(long.MaxValue));
    }

    /// <summary>Gives so many bytes at once, and notes how much there was room for.</summary>
    private sealed class SlowBody(byte[] bytes, int atOnce) : MemoryStream(bytes)
    {
        public List<(int CameBefore, int Room)> Reads { get; } = [];

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Reads.Add(((int)Position, buffer.Length));
            return base.ReadAsync(buffer[..Math.Min(buffer.Length, atOnce)], cancellationToken);
        }
    }
}
