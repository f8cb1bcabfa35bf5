using McpService.Application.Errors;

namespace McpService.Infrastructure.Mcp;

/// <summary>
/// Splits a <c>text/event-stream</c> into events (HTML standard, "server-sent events"), holding at most one event and one
/// read in memory. The framework's parser has no bound on a line, which would let an upstream fill ours.
/// </summary>
internal sealed class EventStreamReader(Stream stream, int maxEventBytes) : IDisposable
{
    private const int ReadSize = 4096;

    private readonly PooledBuffer _unread = new(ReadSize);
    private PooledBuffer _data = new();
    private int _position; // of the current line in _unread
    private int _searched; // bytes of that line known to hold no line end
    private bool _skipLineFeed;
    private bool _isFirstLine = true;
    private bool _hasData;

    /// <summary>Data of the last event read; valid until the next read.</summary>
    public ReadOnlyMemory<byte> Data => _data.Memory;

    /// <summary>Reads up to the end of the next event that has data. False at the end of the stream; an event that was cut off is dropped, as the standard says.</summary>
    /// <exception cref="UpstreamException">An event or a line over the limit.</exception>
    public async ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        _data.Clear();
        _hasData = false;
        while (!TakeEvent())
        {
            _unread.Consume(_position);
            _position = 0;
            if (_unread.Length + _data.Length > maxEventBytes) throw new UpstreamException(UpstreamFailure.ResponseTooLarge);
            var read = await stream.ReadAsync(_unread.GetMemory(ReadSize), cancellationToken);
            if (read == 0) return false;
            _unread.Advance(read);
        }

        return true;
    }

    /// <summary>Hands the last event's data over to the caller, who disposes it.</summary>
    public PooledBuffer TakeData()
    {
        var taken = _data;
        _data = new PooledBuffer(1);
        return taken;
    }

    public void Dispose()
    {
        _unread.Dispose();
        _data.Dispose();
    }

    /// <summary>Takes whole lines until one ends an event that has data; false when more must be read.</summary>
    private bool TakeEvent()
    {
        while (TryReadLine(out var line))
        {
            if (!line.IsEmpty) TakeField(line);
            else if (_hasData) return true;
        }

        return false;
    }

    private void TakeField(ReadOnlySpan<byte> line)
    {
        if (!line.StartsWith("data"u8)) return; // event, id, retry, comments: no matter to one who waits for an answer
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
