using System.Buffers.Text;
using System.Text;
using McpService.Application.Errors;

namespace McpService.Infrastructure.Mcp.Wire;

/// <summary>
/// Splits a <c>text/event-stream</c> into events (HTML standard, "server-sent events"), holding at most one event and one
/// read in memory. The framework's parser has no bound on a line, which would let an upstream fill ours.
/// </summary>
/// <param name="stream">What is split.</param>
/// <param name="maxEventBytes">Largest event.</param>
/// <param name="resume">Asks the upstream for what comes after an event; null where that is for somebody else to do.</param>
internal sealed class EventStreamReader(Stream stream, int maxEventBytes, ResumeStream? resume = null) : IDisposable
{
    private const int ReadSize = 4096;
    private const int MinRetryMilliseconds = 100; // an upstream that says 0 would be asked without end
    private const int MaxRetryMilliseconds = 10_000;

    private static readonly TimeSpan DefaultRetry = TimeSpan.FromSeconds(1);

    private readonly PooledBuffer _unread = new(0);
    private PooledBuffer _data = new(0);
    private Stream _stream = stream;
    private ResumeStream? _resume = resume;
    private Stream? _resumed;
    private string? _idOfThis; // of the event being read
    private string? _lastId; // of the last whole event
    private TimeSpan _retry = DefaultRetry;
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

    private bool CanResume => _resume is not null && _lastId is not null;

    /// <summary>Reads up to the next blank line. False at the end of the stream; an event that was cut off is dropped, as the standard says.</summary>
    /// <exception cref="UpstreamException">An event over the limit, or the upstream does not let the stream be resumed.</exception>
    public ValueTask<bool> ReadAsync(CancellationToken cancellationToken) => _resume is null ? ReadOnAsync(cancellationToken) : ReadResumingAsync(cancellationToken);

    /// <summary>Nothing more is awaited: the stream's end is its end.</summary>
    public void StopResuming() => _resume = null;

    private async ValueTask<bool> ReadResumingAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                if (await ReadOnAsync(cancellationToken)) return true;
                if (!CanResume) return false;
            }
            catch (Exception e) when (CanResume && e is IOException or HttpRequestException)
            {
                // Broken off: resumed like a stream that ended.
            }

            await ResumeAsync(cancellationToken);
        }
    }

    private async ValueTask<bool> ReadOnAsync(CancellationToken cancellationToken)
    {
        _unread.Consume(_position);
        _position = 0;
        _data.Clear();
        _hasData = false;
        HasId = false;
        _idOfThis = _lastId;
        while (!TakeEvent())
        {
            if (_unread.Length > maxEventBytes) throw new UpstreamException(UpstreamFailure.ResponseTooLarge);
            if (_unread.Length == 0) await WaitAsync(cancellationToken);
            var read = await _stream.ReadAsync(_unread.GetMemory(ReadSize), cancellationToken);
            if (read == 0) return false;
            _unread.Advance(read);
        }

        _lastId = _idOfThis;
        return true;
    }

    private async ValueTask ResumeAsync(CancellationToken cancellationToken)
    {
        var rest = await _resume!(_lastId!, _retry, cancellationToken);
        _resumed?.Dispose();
        _stream = _resumed = rest;
        _unread.Clear();
        (_position, _searched, _skipLineFeed, _isFirstLine) = (0, 0, false, true);
    }

    /// <summary>Waits for something to read, without a buffer to read it into: most streams wait for most of their time.</summary>
    private async ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        _unread.Release();
        if (_data.Length == 0) _data.Release();
        _ = await _stream.ReadAsync(Memory<byte>.Empty, cancellationToken);
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
        _resumed?.Dispose();
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
        if (line.StartsWith("id:"u8)) TakeId(line[3..].TrimStart((byte)' '));
        if (_resume is not null && line.StartsWith("retry:"u8)) TakeRetry(line[6..].TrimStart((byte)' '));
        if (!line.StartsWith("data"u8)) return; // event, comments: whoever passes the event on takes the block
        var value = line[4..];
        if (!value.IsEmpty && value[0] != ':') return;
        value = value.IsEmpty ? value : value[1..];
        if (!value.IsEmpty && value[0] == ' ') value = value[1..];

        if (_hasData) _data.Append("\n"u8);
        _data.Append(value);
        _hasData = true;
    }

    private void TakeId(ReadOnlySpan<byte> value)
    {
        HasId = !value.IsEmpty;
        if (_resume is not null) _idOfThis = HasId ? Encoding.UTF8.GetString(value) : null;
    }

    private void TakeRetry(ReadOnlySpan<byte> value)
    {
        if (Utf8Parser.TryParse(value, out int milliseconds, out var read) && read == value.Length)
            _retry = TimeSpan.FromMilliseconds(Math.Clamp(milliseconds, MinRetryMilliseconds, MaxRetryMilliseconds));
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
