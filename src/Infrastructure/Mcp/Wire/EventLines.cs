using System.Runtime.InteropServices;
using McpService.Application.Memory;

namespace McpService.Infrastructure.Mcp.Wire;

/// <summary>Finds the lines of an event stream, which end with CR, LF or both, in bytes that come in any pieces. A part of the one who reads the stream, and never copied.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct EventLines()
{
    private int _searched; // bytes of the current line known to hold no line end
    private bool _skipLineFeed;
    private bool _isFirstLine = true;

    /// <summary>Where the current block begins: after the LF of a pair whose CR ended the block before, and after a byte order mark.</summary>
    public int Start { readonly get; private set; }

    /// <summary>End of the last line read, with what ended it.</summary>
    public int Position { readonly get; private set; }

    /// <summary>Where the last line read begins.</summary>
    public int LineStart { readonly get; private set; }

    /// <summary>A line of the current block ended with CR.</summary>
    public bool HasCarriageReturn { readonly get; private set; }

    /// <summary>A block begins, at the first of the bytes.</summary>
    public void StartBlock() => (Start, Position, HasCarriageReturn) = (0, 0, false);

    /// <summary>Another stream begins.</summary>
    public void StartStream()
    {
        StartBlock();
        (_searched, _skipLineFeed, _isFirstLine) = (0, false, true);
    }

    /// <summary>The next whole line without its end.</summary>
    /// <param name="bytes">What is there from the beginning of the block.</param>
    /// <param name="line">The line.</param>
    public bool TryRead(ReadOnlySpan<byte> bytes, out ReadOnlySpan<byte> line)
    {
        SkipLineFeed(bytes);
        var rest = bytes[Position..];
        var end = rest[_searched..].IndexOfAny((byte)'\r', (byte)'\n');
        if (end < 0)
        {
            _searched = rest.Length;
            line = default;
            return false;
        }

        end += _searched;
        line = rest[..end];
        if (_isFirstLine) SkipByteOrderMark(ref line);
        LineStart = Position + end - line.Length;
        _skipLineFeed = rest[end] == '\r';
        HasCarriageReturn |= _skipLineFeed;
        Position += end + 1;
        _searched = 0;
        return true;
    }

    /// <summary>Copies lines, each ended by LF alone.</summary>
    public static void AppendWithLineFeeds(GrowingBuffer copy, ReadOnlySpan<byte> lines)
    {
        while (!lines.IsEmpty)
        {
            var end = lines.IndexOfAny((byte)'\r', (byte)'\n');
            copy.Append(lines[..end]);
            copy.Append("\n"u8);
            lines = lines[(lines[end..].StartsWith("\r\n"u8) ? end + 2 : end + 1)..];
        }
    }

    private void SkipLineFeed(ReadOnlySpan<byte> bytes)
    {
        if (!_skipLineFeed || bytes.Length == Position) return;
        _skipLineFeed = false;
        if (bytes[Position] != '\n') return;
        if (Position == Start) Start++;
        Position++;
    }

    private void SkipByteOrderMark(ref ReadOnlySpan<byte> line)
    {
        _isFirstLine = false;
        if (!line.StartsWith("\uFEFF"u8)) return;
        line = line[3..];
        Start += 3;
    }
}
