using System.Buffers.Binary;

namespace McpService.Domain.Auditing;

/// <summary>Times in UUIDv7, by which the trail is searched without an index on its times.</summary>
public static class TimeOrderedId
{
    /// <summary>No UUIDv7 made at <paramref name="time"/> or later is smaller.</summary>
    public static Guid First(DateTimeOffset time)
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        BinaryPrimitives.WriteInt64BigEndian(bytes, time.ToUnixTimeMilliseconds() << 16);
        bytes[6] = 0x70;
        bytes[8] = 0x80;
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>When a UUIDv7 was made, to the millisecond.</summary>
    public static DateTimeOffset TimeOf(Guid id) => DateTimeOffset.FromUnixTimeMilliseconds(MillisecondsOf(id));

    /// <summary>The same since 1970.</summary>
    public static long MillisecondsOf(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        return BinaryPrimitives.ReadInt64BigEndian(bytes) >>> 16;
    }
}
