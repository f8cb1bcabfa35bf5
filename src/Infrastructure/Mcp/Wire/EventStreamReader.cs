using System.Buffers.Text;
using System.Text;
using McpService.Application.Errors;
using McpService.Application.Memory;

namespace McpService.Infrastructure.Mcp.Wire;

/// <summary>
/// Splits a <c>text/event-stream</c> into events (HTML standard, 9.2 "Server-sent events"), holding at most one event and one
/// read in memory. The framework's parser has no bound on a line, which would let an upstream fill ours.
/// </summary>
/// <param name="stream">What is split.</param>
/// <param name="maxEventBytes">Largest event.</param>
/// <param name="resume">Asks the upstream for what comes after an event; null where that is for somebody else to do.</param>
/// <param name="budget">Counts what is held; null where it is bounded otherwise.</param>
/// <param name="mayBeSilent">It waits for news, nearly always: then it holds no buffer while it does. An answer comes soon, and to ask first whether it is there costs it a call of the system.</param>
internal sealed class EventStreamReader(Stream stream, int maxEventBytes, ResumeStream? resume = null, MemoryBudget? budget = null, bool mayBeSilent = false) : IDisposable
{
    private const int ReadSize = 4096;
    private const int MinRetryMilliseconds = 100; // an upstream that says 0 would be asked without end
    private const int MaxRetryMilliseconds = 10_000;

    private static readonly TimeSpan DefaultRetry = TimeSpan.FromSeconds(1);

    private EventLines _lines = new(); // not readonly: it would be copied for each use
    private AnswerBuffer _unread = new(budget);
    private AnswerBuffer? _joined; // the data, where it stands in more than one line
    private AnswerBuffer? _rewritten; // the block, where its lines do not end with LF
    private (int At, int Length) _data; // else: where it stands
    private Stream _stream = stream;
    private ResumeStream? _resume = resume;
    private Stream? _resumed;
    private string? _idOfThis; // of the event being read
    private string? _lastId; // of the last whole event
    private TimeSpan _retry = DefaultRetry;
    private bool _hasData;

    /// <summary>The last event read can be resumed from.</summary>
    public bool HasId { get; private set; }

    /// <summary>False for a block that only has comments, an id or a retry time.</summary>
    public bool HasData => _hasData;

    /// <summary>The last event with an id, from which the stream can be resumed; null for none, and where nobody asked for it.</summary>
    public string? LastEventId => _lastId;

    /// <summary>An event of the name <c>message</c>, or of none, which is the same; any other name is not for those who read messages.</summary>
    public bool IsMessage { get; private set; }

    /// <summary>Data of the last event read; valid until the next read.</summary>
    public ReadOnlyMemory<byte> Data => _joined is { Length: > 0 } joined ? joined.Memory : _unread.Memory.Slice(_data.At, _data.Length);

    /// <summary>
    /// The last event as it stood in the stream, up to and with the blank line; valid until the next read. Where its lines ended with CR, or CR and
    /// LF, they end with LF: the LF of the last pair may not be here yet, and the block is whole without it.
    /// </summary>
    public ReadOnlyMemory<byte> Block => _lines.HasCarriageReturn ? Rewritten() : _unread.Memory[_lines.Start.._lines.Position];

    private bool CanResume => _resume is not null && _lastId is not null;

    /// <summary>Reads up to the next blank line. False at the end of the stream; an event that was cut off is dropped, as the standard says.</summary>
    /// <exception cref="UpstreamException">An event over the limit, or the upstream does not let the stream be resumed.</exception>
    public ValueTask<bool> ReadAsync(CancellationToken cancellationToken) => _resume is null ? ReadOnAsync(cancellationToken) : ReadResumingAsync(cancellationToken);

    /// <summary>Nothing more is awaited: the stream's end is its end.</summary>
    public void StopResuming() => _resume = null;

    /// <summary>Hands the last event's data over to the caller, who disposes it; of the event nothing else is left.</summary>
    public AnswerBuffer TakeData()
    {
        AnswerBuffer taken;
        if (_joined is { Length: > 0 } joined)
        {
            (taken, _joined) = (joined, null);
            Forget();
            return taken;
        }

        taken = _unread;
        _unread = new AnswerBuffer(budget);
        _unread.Append(taken.Span[_lines.Position..]);
        _lines.StartBlock();
        taken.Keep(_data.At, _data.Length);
        _data = default;
        return taken;
    }

    /// <summary>These bytes are a part of the last event as it is held here, and no copy.</summary>
    public bool Holds(ReadOnlySpan<byte> bytes) => _unread.Span.Overlaps(bytes) || _rewritten?.Span.Overlaps(bytes) == true;

    /// <summary>The last event is not needed any more, and need not be held until the next read.</summary>
    public void Forget()
    {
        _unread.Consume(_lines.Position);
        _lines.StartBlock();
        _joined?.Release();
        _rewritten?.Release();
        _data = default;
        if (_unread.Length > MemoryBudget.Small || _unread.Capacity <= MemoryBudget.Small) return;

        var large = _unread;
        _unread = new AnswerBuffer(budget);
        _unread.Append(large.Span);
        large.Dispose();
    }

    public void Dispose()
    {
        _resumed?.Dispose();
        _unread.Dispose();
        _joined?.Dispose();
        _rewritten?.Dispose();
    }

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
        _unread.Consume(_lines.Position);
        _lines.StartBlock();
        _joined?.Clear();
        _data = default;
        (_hasData, HasId, IsMessage, _idOfThis) = (false, false, true, _lastId);
        while (!TakeEvent())
        {
            if (_unread.Length > maxEventBytes) throw new UpstreamException(UpstreamFailure.ResponseTooLarge);
            if (_unread.Length == 0 && (mayBeSilent || _unread.Capacity > MemoryBudget.Small))
            {
                // Waits for something to read, without a buffer to read it into.
                ReleaseBuffers();
                _ = await _stream.ReadAsync(Memory<byte>.Empty, cancellationToken);
            }

            var read = await _stream.ReadAsync(FreeMemory(), cancellationToken);
            if (read == 0) return false;
            _unread.Advance(read);
        }

        if (_lines.Position - _lines.Start > maxEventBytes) throw new UpstreamException(UpstreamFailure.ResponseTooLarge);
        _lastId = _idOfThis;
        return true;
    }

    /// <summary>Room for the next read; no more than it takes to see that an event is too large.</summary>
    private Memory<byte> FreeMemory()
    {
        var free = _unread.GetMemory(ReadSize);
        var left = Math.Max(ReadSize, maxEventBytes + ReadSize - _unread.Length);
        return free.Length > left ? free[..left] : free;
    }

    private async ValueTask ResumeAsync(CancellationToken cancellationToken)
    {
        var rest = await _resume!(_lastId!, _retry, cancellationToken);
        _resumed?.Dispose();
        _stream = _resumed = rest;
        _unread.Clear();
        _lines.StartStream();
    }

    private void ReleaseBuffers()
    {
        _unread.Release();
        if (_joined is { Length: 0 } joined) joined.Release();
        _rewritten?.Release();
    }

    /// <summary>Takes whole lines until a blank one; false when more must be read.</summary>
    private bool TakeEvent()
    {
        while (_lines.TryRead(_unread.Span, out var line))
        {
            if (line.IsEmpty) return true;
            TakeField(line, _lines.LineStart);
        }

        return false;
    }

    /// <summary>A line up to its first colon is a field's name; one space after the colon is not part of the value. Comments have no name.</summary>
    private void TakeField(ReadOnlySpan<byte> line, int lineStart)
    {
        var colon = line.IndexOf((byte)':');
        var name = colon < 0 ? line : line[..colon];
        var value = colon < 0 ? default : line[(colon + 1)..];
        if (!value.IsEmpty && value[0] == ' ') value = value[1..];

        if (name.SequenceEqual("data"u8)) TakeData(value, lineStart + line.Length - value.Length);
        else if (name.SequenceEqual("id"u8)) TakeId(value);
        else if (name.SequenceEqual("event"u8)) IsMessage = value.IsEmpty || value.SequenceEqual("message"u8);
        else if (_resume is not null && name.SequenceEqual("retry"u8)) TakeRetry(value);
    }

    private void TakeData(ReadOnlySpan<byte> value, int at)
    {
        if (!_hasData)
        {
            _data = (at, value.Length);
            _hasData = true;
            return;
        }

        _joined ??= new AnswerBuffer(budget);
        if (_joined.Length == 0) _joined.Append(_unread.Span.Slice(_data.At, _data.Length));
        _joined.Append("\n"u8);
        _joined.Append(value);
    }

    private void TakeId(ReadOnlySpan<byte> value)
    {
        if (value.Contains((byte)0)) return; // the standard ignores it
        HasId = !value.IsEmpty;
        if (_resume is not null) _idOfThis = HasId ? Encoding.UTF8.GetString(value) : null;
    }

    private void TakeRetry(ReadOnlySpan<byte> value)
    {
        if (Utf8Parser.TryParse(value, out int milliseconds, out var read) && read == value.Length)
            _retry = TimeSpan.FromMilliseconds(Math.Clamp(milliseconds, MinRetryMilliseconds, MaxRetryMilliseconds));
    }

    private ReadOnlyMemory<byte> Rewritten()
    {
        _rewritten ??= new AnswerBuffer(budget);
        _rewritten.Clear();
        EventLines.AppendWithLineFeeds(_rewritten, _unread.Span[_lines.Start.._lines.Position]);
        return _rewritten.Memory;
    }
}
