using System.Buffers.Binary;
using System.Text;

namespace McpService.Infrastructure.Auditing.Rows;

/// <summary>Writes values so that each sequence of values has one text and each text one sequence: what MACs and compact columns are made of.</summary>
internal sealed class ByteSink
{
    private byte[] _bytes = new byte[512];
    private int _length;

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    public void Clear() => _length = 0;

    public byte[] ToArray() => Written.ToArray();

    public void Add(byte value) => Room(1)[0] = value;

    public void Add(long value) => BinaryPrimitives.WriteInt64LittleEndian(Room(sizeof(long)), value);

    public void Add(Guid value) => value.TryWriteBytes(Room(16), bigEndian: true, out _);

    /// <summary>Null is something else than zero.</summary>
    public void Add(long? value)
    {
        Add((byte)(value is null ? 0 : 1));
        if (value is { } number) Add(number);
    }

    public void Add(Guid? value)
    {
        Add((byte)(value is null ? 0 : 1));
        if (value is { } id) Add(id);
    }

    /// <summary>UTF-8 with its length before it; null is something else than empty.</summary>
    public void Add(string? text)
    {
        if (text is null)
        {
            AddLength(0);
            return;
        }

        AddLength(Encoding.UTF8.GetByteCount(text) + 1);
        _length += Encoding.UTF8.GetBytes(text, Peek(Encoding.UTF8.GetMaxByteCount(text.Length)));
    }

    public void Add(byte[]? bytes)
    {
        AddLength(bytes is null ? 0 : bytes.Length + 1);
        if (bytes is not null) bytes.CopyTo(Room(bytes.Length));
    }

    private void AddLength(int length)
    {
        for (var rest = (uint)length; ; rest >>= 7)
        {
            Add((byte)(rest < 0x80 ? rest : rest | 0x80));
            if (rest < 0x80) return;
        }
    }

    private Span<byte> Room(int length)
    {
        var room = Peek(length)[..length];
        _length += length;
        return room;
    }

    private Span<byte> Peek(int length)
    {
        if (_length + length > _bytes.Length) Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + length));
        return _bytes.AsSpan(_length);
    }
}
