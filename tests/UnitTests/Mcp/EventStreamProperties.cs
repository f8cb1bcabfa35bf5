using System.Text;
using FsCheck;
using McpService.Application.Errors;
using McpService.Infrastructure.Mcp.Wire;

namespace McpService.UnitTests.Mcp;

/// <summary>Event streams as any server might write them, in any pieces, against a reading of the standard that has it all at once.</summary>
public sealed class EventStreamProperties
{
    private const int MaxEventBytes = 256;
    private const int ReadSize = 2 * 4096; // the reader may hold one event and one read, for which it takes what room there is

    private static readonly string[] Pieces =
        ["data: a", "data:b", "data", "data:  c", "event: ping", "event: message", "event", "id: 1", "id", "id: \0", "retry: 5", ": comment", ":", "dat", "x: y", " ", "é", "\uFEFF", "\r", "\n", "\r\n", "\r\r", "\n\n", "\r\n\r\n"];

    [FsCheck.NUnit.Property(QuietOnSuccess = true, MaxTest = 1000)]
    public void Read_AnyStreamInAnyPieces_GivesWhatTheStandardSays(byte[] choices, PositiveInt pieceSize)
    {
        var text = string.Concat(choices.Select(c => Pieces[c % Pieces.Length]));
        var (events, blocks) = ReadAll(Encoding.UTF8.GetBytes(text), pieceSize.Get, maxEventBytes: int.MaxValue / 2);

        events.ShouldBe(Expected(text).Select(e => (e.Data, e.IsMessage)));
        blocks.ShouldBe(string.Concat(Expected(text).Select(e => e.Block)));
    }

    [FsCheck.NUnit.Property(QuietOnSuccess = true)]
    public void Read_AnyBytesForEver_EndsOrHoldsNoMoreThanAnEvent(byte[] bytes, PositiveInt pieceSize)
    {
        if (bytes.Length == 0) return;
        using var stream = new EndlessStream(bytes, pieceSize.Get);
        using var reader = new EventStreamReader(stream, MaxEventBytes);
        try
        {
            for (var read = 0; read < 50; read++)
            {
                stream.SinceLastEvent = 0;
                reader.ReadAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult().ShouldBeTrue();
                reader.Block.Length.ShouldBeLessThanOrEqualTo(MaxEventBytes + ReadSize);
            }
        }
        catch (UpstreamException failure)
        {
            failure.Failure.ShouldBe(UpstreamFailure.ResponseTooLarge);
        }

        stream.SinceLastEvent.ShouldBeLessThanOrEqualTo(MaxEventBytes + ReadSize);
    }

    private static (List<(string Data, bool IsMessage)> Events, string Blocks) ReadAll(byte[] bytes, int pieceSize, int maxEventBytes)
    {
        var events = new List<(string, bool)>();
        var blocks = new List<byte>();
        using var reader = new EventStreamReader(new PiecewiseStream(bytes, pieceSize), maxEventBytes);
        while (reader.ReadAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult())
        {
            events.Add((Encoding.UTF8.GetString(reader.Data.Span), reader.IsMessage));
            blocks.AddRange(reader.Block.Span);
        }

        return (events, Encoding.UTF8.GetString([.. blocks]));
    }

    /// <summary>The whole stream at once: lines, and a blank one after each block; what follows the last blank one is dropped.</summary>
    private static List<(string Data, bool IsMessage, string Block)> Expected(string text)
    {
        var lines = text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').Split('\n')[..^1];
        if (lines is [['\uFEFF', ..], ..]) lines[0] = lines[0][1..];
        var read = new List<(string, bool, string)>();
        var block = new List<string>();
        foreach (var line in lines)
        {
            block.Add(line);
            if (line.Length > 0) continue;
            var fields = block.Where(l => l.Length > 0 && l[0] != ':').Select(Field).ToList();
            read.Add((string.Join('\n', fields.Where(f => f.Name == "data").Select(f => f.Value)), fields.LastOrDefault(f => f.Name == "event").Value is null or "" or "message", string.Concat(block.Select(l => l + "\n"))));
            block.Clear();
        }

        return read;
    }

    private static (string Name, string Value) Field(string line)
    {
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0) return (line, "");
        var value = line[(colon + 1)..];
        return (line[..colon], value.StartsWith(' ') ? value[1..] : value);
    }

    private class PiecewiseStream(byte[] bytes, int size) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(size, buffer.Length)], cancellationToken);
    }

    /// <summary>The same bytes again and again.</summary>
    private sealed class EndlessStream(byte[] bytes, int size) : PiecewiseStream(bytes, size)
    {
        public int SinceLastEvent { get; set; }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (Position == Length) Position = 0;
            var read = await base.ReadAsync(buffer, cancellationToken);
            SinceLastEvent += read;
            return read;
        }
    }
}
