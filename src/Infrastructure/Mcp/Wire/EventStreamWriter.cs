namespace McpService.Infrastructure.Mcp.Wire;

/// <summary>Writes blocks of a <c>text/event-stream</c>.</summary>
internal static class EventStreamWriter
{
    /// <summary>The block with other data: its name and its id, by which a client resumes, stay.</summary>
    public static byte[] WithData(ReadOnlySpan<byte> block, ReadOnlySpan<byte> data)
    {
        using var written = new PooledBuffer(block.Length + data.Length);
        foreach (var range in block.SplitAny("\r\n"u8))
        {
            var line = block[range];
            if (!line.StartsWith("id"u8) && !line.StartsWith("event"u8)) continue;
            written.Append(line);
            written.Append("\n"u8);
        }

        AppendData(written, data);
        return written.Span.ToArray();
    }

    /// <summary>An event named <c>message</c>.</summary>
    public static byte[] Message(ReadOnlySpan<byte> data)
    {
        using var written = new PooledBuffer(64 + data.Length);
        written.Append("event: message\n"u8);
        AppendData(written, data);
        return written.Span.ToArray();
    }

    // A message passed on may have been spread over lines; each needs its own field.
    private static void AppendData(PooledBuffer written, ReadOnlySpan<byte> data)
    {
        foreach (var range in data.Split((byte)'\n'))
        {
            written.Append("data: "u8);
            written.Append(data[range]);
            written.Append("\n"u8);
        }

        written.Append("\n"u8);
    }
}
