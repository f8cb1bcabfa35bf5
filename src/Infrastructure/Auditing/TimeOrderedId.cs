using System.Buffers.Binary;

namespace McpService.Infrastructure.Auditing;

/// <summary>Bounds of UUIDv7 ranges, by which the trail is searched without an index on its times.</summary>
internal static class TimeOrderedId
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
}
