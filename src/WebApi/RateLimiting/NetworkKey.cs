using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace McpService.WebApi.RateLimiting;

/// <summary>Who counts as one for a limit per address: an IPv4 address, or the /64 of an IPv6 one, all of which any single machine can use.</summary>
internal readonly record struct NetworkKey(ulong Prefix, bool IsIPv6)
{
    private const int MaxLength = 16;

    public static NetworkKey Of(IPAddress? address)
    {
        if (address is null) return default;

        Span<byte> bytes = stackalloc byte[MaxLength];
        address.TryWriteBytes(bytes, out _);
        return address.AddressFamily == AddressFamily.InterNetworkV6
            ? new NetworkKey(BinaryPrimitives.ReadUInt64BigEndian(bytes), IsIPv6: true)
            : new NetworkKey(BinaryPrimitives.ReadUInt32BigEndian(bytes), IsIPv6: false);
    }
}
