using System.Net;
using System.Net.Sockets;

namespace McpService.Infrastructure.Mcp.Http;

/// <summary>IPv4 addresses inside of IPv6 ones, to which a translator or a tunnel on the way leads.</summary>
internal static class CarriedAddresses
{
    /// <summary>Whatever could be meant; empty for an address that carries none.</summary>
    public static IEnumerable<IPAddress> Of(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6) return [];

        var bytes = address.GetAddressBytes();
        return bytes switch
        {
            [0, 0x64, 0xff, 0x9b, 0, 1, 0, 0, 0, 0, 0, 0, ..] => [At(bytes, 12)], // NAT64 of one's own with a prefix of 96 bits
            [0, 0x64, 0xff, 0x9b, 0, 1, .., 0, 0, 0, 0, 0] => [new IPAddress([bytes[6], bytes[7], bytes[9], bytes[10]])], // and of 48 bits (RFC 6052, 2.2)
            [0, 0x64, 0xff, 0x9b, 0, 1, ..] => [At(bytes, 12), new IPAddress([bytes[6], bytes[7], bytes[9], bytes[10]])],
            [0, 0x64, 0xff, 0x9b, ..] => [At(bytes, 12)],
            [0x20, 0x02, ..] => [At(bytes, 2)], // 6to4 (RFC 3056, 2)
            [0x20, 0x01, 0, 0, ..] => [At(bytes, 4), new IPAddress([.. bytes[12..].Select(b => (byte)~b)])], // Teredo: its server, and the client, turned over (RFC 4380, 4)
            [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, ..] or [0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0, ..] => [At(bytes, 12)], // IPv4-compatible, IPv4-translated
            [_, _, _, _, _, _, _, _, 0 or 2, 0, 0x5e, 0xfe, ..] => [At(bytes, 12)], // ISATAP, below any prefix (RFC 5214, 6.1)
            _ => [],
        };
    }

    private static IPAddress At(byte[] bytes, int start) => new(bytes.AsSpan(start, 4));
}
