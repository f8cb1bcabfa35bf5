using System.Text;

namespace McpService.Infrastructure.Mcp.Wire;

/// <summary>Writes blocks of a <c>text/event-stream</c> (HTML standard, "server-sent events").</summary>
public static class EventStreamWriter
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

    /// <summary>The id in a block, by which its client would resume; null where it has none.</summary>
    public static string? IdOf(ReadOnlySpan<byte> block)
    {
        string? id = null;
        foreach (var range in block.SplitAny("\r\n"u8))
        {
            if (block[range].StartsWith("id:"u8)) id = Encoding.UTF8.GetString(block[range][3..].TrimStart((byte)' '));
        }

        return id;
    }

    /// <summary>The data in a block; empty where it has none.</summary>
    public static byte[] DataOf(ReadOnlySpan<byte> block)
    {
        using var data = new PooledBuffer(block.Length);
        var lines = 0;
        foreach (var range in block.Split((byte)'\n'))
        {
            var line = block[range].TrimEnd((byte)'\r');
            if (!line.StartsWith("data:"u8)) continue;
            if (lines++ > 0) data.Append("\n"u8);
            data.Append(line.Length > 5 && line[5] == ' ' ? line[6..] : line[5..]);
        }

        return data.Span.ToArray();
    }

    /// <summary>The first event of a stream: its id alone, so that a client whose stream ends before there is anything else can say that it comes back (2025-11-25, "Sending Messages to the Server").</summary>
    public static byte[] First(string id) => Encoding.UTF8.GetBytes($"id: {id}\ndata: \n\n");

    /// <summary>The same as <see cref="Message(ReadOnlySpan{byte})"/>, with an id.</summary>
    public static byte[] Message(ReadOnlySpan<byte> data, string id) => [.. Encoding.UTF8.GetBytes($"id: {id}\n"), .. Message(data)];

    /// <summary>An event named <c>message</c>: the name of what carries JSON-RPC.</summary>
    public static byte[] Message(ReadOnlySpan<byte> data) => Event("message"u8, data);

    /// <summary>An event of any name.</summary>
    public static byte[] Event(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        using var written = new PooledBuffer(64 + name.Length + data.Length);
        written.Append("event: "u8);
        written.Append(name);
        written.Append("\n"u8);
        AppendData(written, data);
        return written.Span.ToArray();
    }

    // Data may be spread over lines, however they end; each needs its own field.
    private static void AppendData(PooledBuffer written, ReadOnlySpan<byte> data)
    {
        while (true)
        {
            var end = data.IndexOfAny((byte)'\r', (byte)'\n');
            written.Append("data: "u8);
            written.Append(end < 0 ? data : data[..end]);
            written.Append("\n"u8);
            if (end < 0) break;
            data = data[(data[end..].StartsWith("\r\n"u8) ? end + 2 : end + 1)..];
        }

        written.Append("\n"u8);
    }
}
