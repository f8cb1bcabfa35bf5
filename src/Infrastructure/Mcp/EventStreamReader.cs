using McpService.Application.Errors;

namespace McpService.Infrastructure.Mcp;

/// <summary>
/// Splits a <c>text/event-stream</c> into events (HTML standard, "server-sent events"), holding at most one event and one
/// read in memory. The framework's parser has no bound on a line, which would let an upstream fill ours.
/// </summary>
internal sealed class EventStreamReader(Stream stream, int maxEventBytes) : IDisposable
{
    private const int ReadSize = 4096;

    private readonly PooledBuffer _unread = new(0);
    private PooledBuffer _data = new(0);
    private int _position; // of the current line in _unread
    private int _searched; // bytes of that line known to hold no line end
    private bool _skipLineFeed;
    private bool _isFirstLine = true;
    private bool _hasData;

    /// <summary>The last event read can be resumed from.</summary>
    public bool HasId { get; private set; }

    /// <summary>False for a block that only has comments, an id or a retry time.</summary>
    public bool HasData => _hasData;

    /// <summary>Data of the last event read; valid until the next read.</summary>
    public ReadOnlyMemory<byte> Data => _data.Memory;

    /// <summary>The last event as it stood in the stream, up to and with the blank line; valid until the next read.</summary>
    public ReadOnlyMemory<byte> Block => _unread.Memory[.._position];

    /// <summary>Reads up to the next blank line. False at the end of the stream; an event that was cut off is dropped, as the standard says.</summary>
    /// <exception cref="UpstreamException">An event over the limit.</exception>
    public async ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        _unread.Consume(_position);
        _position = 0;
        _data.Clear();
        _hasData = false;
        HasId = false;
        while (!TakeEvent())
        {
            if (_unread.Length > maxEventBytes) throw new UpstreamException(UpstreamFailure.ResponseTooLarge);
            if (_unread.Length == 0) await WaitAsync(cancellationToken);
            var read = await stream.ReadAsync(_unread.GetMemory(ReadSize), cancellationToken);
            if (read == 0) return false;
            _unread.Advance(read);
        }

        return true;
    }

    /// <summary>Waits for something to read, without a buffer to read it into: most streams wait for most of their time.</summary>
    private async ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        _unread.Release();
        if (_data.Length == 0) _data.Release();
        _ = await stream.ReadAsync(Memory<byte>.Empty, cancellationToken);
    }

    /// <summary>Hands the last event's data over to the caller, who disposes it.</summary>
    public PooledBuffer TakeData()
    {
        var taken = _data;
        _data = new PooledBuffer(0);
        return taken;
    }

    public void Dispose()
    {
        _unread.Dispose();
        _data.Dispose();
    }

    /// <summary>Takes whole lines until a blank one; false when more must be read.</summary>
    private bool TakeEvent()
    {
        while (TryReadLine(out var line))
        {
            if (line.IsEmpty) return true;
            TakeField(line);
        }

        return false;
    }

    private void TakeField(ReadOnlySpan<byte> line)
    {
        if (line.StartsWith("id:"u8)) HasId = line[3..].ContainsAnyExcept((byte)' ');
        if (!line.StartsWith("data"u8)) return; // event, retry, comments: whoever passes the event on takes the block
        var value = line[4..];
        if (!value.IsEmpty && value[0] != ':') return;
        value = value.IsEmpty ? value : value[1..];
        if (!value.IsEmpty && value[0] == ' ') value = value[1..];

        if (_hasData) _data.Append("\n"u8);
        _data.Append(value);
        _hasData = true;
    }

    /// <summary>The next whole line without its end, which is CR, LF or both.</summary>
    private bool TryReadLine(out ReadOnlySpan<byte> line)
    {
        var bytes = _unread.Span[_position..];
        if (_skipLineFeed && !bytes.IsEmpty)
        {
            _skipLineFeed = false;
            if (bytes[0] == '\n')
            {
                _position++;
                bytes = bytes[1..];
            }
        }

        var end = bytes[_searched..].IndexOfAny((byte)'\r', (byte)'\n');
        if (end < 0)
        {
            _searched = bytes.Length;
            line = default;
            return false;
        }

        end += _searched;
        line = bytes[..end];
        if (_isFirstLine && line.StartsWith("\uFEFF"u8)) line = line[3..];
        _isFirstLine = false;
        _skipLineFeed = bytes[end] == '\r';
        _position += end + 1;
        _searched = 0;
        return true;
    }
}
