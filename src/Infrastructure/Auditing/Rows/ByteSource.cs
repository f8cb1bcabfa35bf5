using System.Buffers.Binary;
using System.Text;

namespace McpService.Infrastructure.Auditing.Rows;

/// <summary>Reads what <see cref="ByteSink"/> wrote.</summary>
/// <exception cref="InvalidDataException">Something else wrote it.</exception>
internal ref struct ByteSource(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    public readonly bool IsAtEnd => _rest.IsEmpty;

    public byte Byte() => Take(1)[0];

    public long Number() => BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long)));

    public Guid Id() => new(Take(16), bigEndian: true);

    public long? NumberOrNull() => Byte() == 0 ? null : Number();

    public Guid? IdOrNull() => Byte() == 0 ? null : Id();

    public string? Text() => Length() is var length and > 0 ? Encoding.UTF8.GetString(Take(length - 1)) : null;

    public byte[]? Bytes() => Length() is var length and > 0 ? Take(length - 1).ToArray() : null;

    private int Length()
    {
        var length = 0U;
        for (var shift = 0; shift < 32; shift += 7)
        {
            var part = Byte();
            length |= (uint)(part & 0x7F) << shift;
            if (part < 0x80) return (int)length;
        }

        throw new InvalidDataException();
    }

    private ReadOnlySpan<byte> Take(int length)
    {
        if (length < 0 || length > _rest.Length) throw new InvalidDataException();
        var taken = _rest[..length];
        _rest = _rest[length..];
        return taken;
    }
}
