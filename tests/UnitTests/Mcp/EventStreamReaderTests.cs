using System.Text;
using McpService.Application.Errors;
using McpService.Infrastructure.Mcp.Wire;

namespace McpService.UnitTests.Mcp;

public sealed class EventStreamReaderTests
{
    [TestCase("data: a\n\n", "a")]
    [TestCase("data:a\n\n", "a")]
    [TestCase("data:  a\n\n", " a")]
    [TestCase("data: a\r\n\r\n", "a")]
    [TestCase("data: a\r\rdata: b\r\r", "a|b")]
    [TestCase("data: a\ndata: b\n\n", "a\nb")]
    [TestCase("data\n\ndata: b\n\n", "|b")]
    [TestCase(": comment\n\nevent: message\nid: 1\ndata: a\n\n: more\n\ndata: b\n\n", "a|b")]
    [TestCase("database: x\ndata: a\n\n", "a")]
    [TestCase("data: a\n\ndata: cut off", "a")]
    [TestCase("\uFEFFdata: a\n\n", "a")]
    [TestCase("", "")]
    public async Task ReadAsync_AnySplitOfTheStream_GivesTheSameEvents(string stream, string expected)
    {
        var bytes = Encoding.UTF8.GetBytes(stream);
        for (var size = 1; size <= bytes.Length + 1; size++)
            string.Join('|', await ReadAllAsync(new ChunkedStream(bytes, size), maxEventBytes: 1000)).ShouldBe(expected, $"in reads of {size}");
    }

    [TestCase("data: 0123456789012345678901234567890123456789")]
    [TestCase(": 01234567890123456789012345678901234567890123")]
    [TestCase("data: 012345678\ndata: 012345678\ndata: 012345678\ndata: 012345678\ndata: 012345678\n")]
    public async Task ReadAsync_EventOverTheLimit_IsTooLarge(string stream)
    {
        var failure = await Should.ThrowAsync<UpstreamException>(() => ReadAllAsync(new ChunkedStream(Encoding.UTF8.GetBytes(stream), 4), maxEventBytes: 32));
        failure.Failure.ShouldBe(UpstreamFailure.ResponseTooLarge);
    }

    [TestCase("id: 1\ndata: a\n\n", true)]
    [TestCase("id:1\nretry: 100\n\n", true)]
    [TestCase("id\ndata: a\n\n", false)]
    [TestCase("id:\ndata: a\n\n", false)]
    [TestCase("id: 1\nid: \ndata: a\n\n", false)]
    [TestCase("idea: 1\ndata: a\n\n", false)]
    [TestCase("id: 1\n\ndata: a\n\n", false)]
    public async Task HasId_OfTheLastEvent_TellsWhetherItCanBeResumedFrom(string stream, bool expected)
    {
        using var reader = new EventStreamReader(new MemoryStream(Encoding.UTF8.GetBytes(stream)), 1000);
        var has = false;
        while (await reader.ReadAsync(CancellationToken.None)) has = reader.HasId;
        has.ShouldBe(expected);
    }

    [TestCase("event: message\nid: 1\ndata: a\n\n: ping\n\nretry: 5\ndata: b\n\n")]
    [TestCase("data: a\r\n\r\nid: 2\r\ndata: b\r\n\r\n\r\n")]
    [TestCase("data: a\r\rid: 2\r: c\r\r")]
    [TestCase("data: a\r\n\ndata: b\n\r\n")]
    [TestCase("\uFEFFdata: a\n\n")]
    [TestCase("\n\ndata: a\n\n")]
    public async Task Block_AnySplitOfTheStream_AddsUpToTheStream(string stream)
    {
        var bytes = Encoding.UTF8.GetBytes(stream);
        for (var size = 1; size <= bytes.Length + 1; size++)
        {
            var passed = new List<byte>();
            using var reader = new EventStreamReader(new ChunkedStream(bytes, size), 1000);
            while (await reader.ReadAsync(CancellationToken.None)) passed.AddRange(reader.Block.Span);

            Encoding.UTF8.GetString(passed.ToArray()).ShouldBe(stream.ReplaceLineEndings("\n").TrimStart('\uFEFF'), $"in reads of {size}");
        }
    }

    [TestCase("data: a\n\n", true)]
    [TestCase("event: message\ndata: a\n\n", true)]
    [TestCase("event\ndata: a\n\n", true)]
    [TestCase("event: ping\ndata: a\n\n", false)]
    [TestCase("event: message\nevent: ping\n\n", false)]
    [TestCase("event: message \ndata: a\n\n", false)]
    [TestCase("event: ping\n\ndata: a\n\n", true)]
    public async Task IsMessage_LastEvent_FollowsItsName(string stream, bool expected)
    {
        using var reader = new EventStreamReader(new MemoryStream(Encoding.UTF8.GetBytes(stream)), 1000);
        var isMessage = false;
        while (await reader.ReadAsync(CancellationToken.None)) isMessage = reader.IsMessage;
        isMessage.ShouldBe(expected);
    }

    [Test]
    public async Task TakeData_NextEventRead_KeepsItsBytes()
    {
        using var reader = new EventStreamReader(new ChunkedStream("data: first\n\ndata: second\n\n"u8.ToArray(), 100), 1000);
        await reader.ReadAsync(CancellationToken.None);
        using var first = reader.TakeData();
        await reader.ReadAsync(CancellationToken.None);

        Encoding.UTF8.GetString(first.Span).ShouldBe("first");
        Encoding.UTF8.GetString(reader.Data.Span).ShouldBe("second");
    }

    [TestCase("id: 1\ndata: a\n\nid: 2\ndata: cut", "1", 1000)]
    [TestCase("id: 1\ndata: a\n\nretry: 250\nid: 2\n\n", "2", 250)]
    [TestCase("id: 1\nretry: 0\ndata: a\n\n", "1", 100)]
    [TestCase("id: 1\nretry: 1e9\ndata: a\n\n", "1", 1000)]
    [TestCase("id: 1\nretry: 999999999\ndata: a\n\n", "1", 10_000)]
    public async Task ReadAsync_StreamEnded_GoesOnAfterTheLastWholeEvent(string stream, string lastId, int afterMilliseconds)
    {
        var asked = new List<(string Id, TimeSpan After)>();
        using var reader = new EventStreamReader(new ChunkedStream(Encoding.UTF8.GetBytes(stream), 7), 1000, (id, after, _) =>
        {
            asked.Add((id, after));
            return Task.FromResult<Stream>(new MemoryStream(Encoding.UTF8.GetBytes("\uFEFFdata: b\n\n")));
        });

        while (reader.Data.Span is not [(byte)'b']) (await reader.ReadAsync(CancellationToken.None)).ShouldBeTrue();
        reader.StopResuming();

        asked.ShouldBe([(lastId, TimeSpan.FromMilliseconds(afterMilliseconds))]);
        (await reader.ReadAsync(CancellationToken.None)).ShouldBeFalse();
    }

    [Test]
    public async Task ReadAsync_StreamBrokeOff_GoesOnAfterTheLastWholeEvent()
    {
        using var reader = new EventStreamReader(
            new BrokenStream("id: 1\ndata: a\n\n"u8.ToArray()), 1000, (_, _, _) => Task.FromResult<Stream>(new MemoryStream("data: b\n\n"u8.ToArray())));

        await reader.ReadAsync(CancellationToken.None);
        await reader.ReadAsync(CancellationToken.None);

        Encoding.UTF8.GetString(reader.Data.Span).ShouldBe("b");
    }

    [TestCase("data: a\n\n")]
    [TestCase("id: 1\ndata: a\n\nid:\ndata: b\n\n")]
    public async Task ReadAsync_NothingToResumeFrom_Ends(string stream)
    {
        using var reader = new EventStreamReader(new MemoryStream(Encoding.UTF8.GetBytes(stream)), 1000, (_, _, _) => throw new InvalidOperationException("Resumed."));
        while (await reader.ReadAsync(CancellationToken.None)) reader.HasData.ShouldBeTrue();
    }

    [TestCase(true, 3)]
    [TestCase(false, 0)]
    public async Task ReadAsync_StreamThatMayBeSilent_IsWaitedForWithoutABuffer(bool mayBeSilent, int expected)
    {
        var stream = new ChunkedStream("data: a\n\ndata: b\n\n"u8.ToArray(), 9);
        using var reader = new EventStreamReader(stream, 1000, mayBeSilent: mayBeSilent);
        while (await reader.ReadAsync(CancellationToken.None)) reader.HasData.ShouldBeTrue();

        stream.EmptyReads.ShouldBe(expected);
    }

    private static async Task<List<string>> ReadAllAsync(Stream stream, int maxEventBytes)
    {
        var events = new List<string>();
        using var reader = new EventStreamReader(stream, maxEventBytes);
        while (await reader.ReadAsync(CancellationToken.None))
        {
            if (reader.HasData) events.Add(Encoding.UTF8.GetString(reader.Data.Span));
        }

        return events;
    }

    /// <summary>Gives at most <paramref name="size"/> bytes a read, as a network does.</summary>
    private sealed class ChunkedStream(byte[] bytes, int size) : MemoryStream(bytes)
    {
        public int EmptyReads { get; private set; }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (buffer.IsEmpty) EmptyReads++;
            return base.ReadAsync(buffer[..Math.Min(size, buffer.Length)], cancellationToken);
        }
    }

    /// <summary>Breaks where another stream would end.</summary>
    private sealed class BrokenStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Position < Length || buffer.IsEmpty ? await base.ReadAsync(buffer, cancellationToken) : throw new IOException("Reset.");
    }
}
