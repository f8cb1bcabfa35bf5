using McpService.Infrastructure.Auditing.Rows;

namespace McpService.Infrastructure.Auditing.Chain;

/// <summary>How far a chain had come.</summary>
/// <param name="Writer">Whose chain.</param>
/// <param name="Sequence">Its last batch.</param>
/// <param name="Mac">That batch's MAC.</param>
/// <param name="IsLost">What came after a failover is gone: this batch was committed, and the store does not have it.</param>
internal sealed record TrailHead(long Writer, long Sequence, byte[] Mac, bool IsLost = false);

/// <summary>Heads of chains as one value of a batch of another chain: who cuts one of them cuts it no further than this.</summary>
internal static class TrailHeads
{
    private const byte Format = 1;

    /// <summary>Null for none.</summary>
    public static byte[]? Write(IReadOnlyCollection<TrailHead> heads)
    {
        if (heads.Count == 0) return null;

        var sink = new ByteSink();
        sink.Add(Format);
        foreach (var head in heads)
        {
            sink.Add((byte)(head.IsLost ? 1 : 0));
            sink.Add(head.Writer);
            sink.Add(head.Sequence);
            sink.Add(head.Mac);
        }

        return sink.ToArray();
    }

    /// <exception cref="InvalidDataException">It is no such value.</exception>
    public static List<TrailHead> Read(ReadOnlySpan<byte> value)
    {
        var source = new ByteSource(value);
        if (source.Byte() != Format) throw new InvalidDataException();

        var heads = new List<TrailHead>();
        while (!source.IsAtEnd)
        {
            var isLost = source.Byte() == 1;
            heads.Add(new TrailHead(source.Number(), source.Number(), source.Bytes() ?? [], isLost));
        }

        return heads;
    }
}
