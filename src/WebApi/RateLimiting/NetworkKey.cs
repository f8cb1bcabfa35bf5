using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace McpService.WebApi.RateLimiting;

/// <summary>
/// Who counts as one for a limit per address: an IPv4 address, or the /64 of an IPv6 one, all of which any single machine can use; and beside it the /48, which one site
/// is given.
/// </summary>
/// <param name="Prefix">The first bits, those beyond the length zero.</param>
/// <param name="Length">How many of them count: 32, 64 or 48; 0 where the connection has no address.</param>
/// <param name="Purpose">What is counted.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct NetworkKey(ulong Prefix, byte Length, NetworkPurpose Purpose)
{
    private const int MaxLength = 16;
    private const byte OfIPv4 = 32;
    private const byte OfMachine = 64;
    private const byte OfSite = 48;

    public bool IsSite => Length == OfSite;

    /// <summary>The network around this one; null for one that has none that belongs to somebody.</summary>
    public NetworkKey? Site => Length == OfMachine ? this with { Prefix = Prefix & ~0UL << (OfMachine - OfSite), Length = OfSite } : null;

    public static NetworkKey Of(IPAddress? address, NetworkPurpose purpose)
    {
        if (address is null) return new NetworkKey(0, 0, purpose);

        Span<byte> bytes = stackalloc byte[MaxLength];
        address.TryWriteBytes(bytes, out _);
        return address.AddressFamily == AddressFamily.InterNetworkV6
            ? new NetworkKey(BinaryPrimitives.ReadUInt64BigEndian(bytes), OfMachine, purpose)
            : new NetworkKey(BinaryPrimitives.ReadUInt32BigEndian(bytes), OfIPv4, purpose);
    }

    /// <summary>As it is stored: <c>purpose/prefix/length</c>, the numbers in hexadecimal and decimal.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{(int)Purpose}/{Prefix:x}/{Length}");

    /// <summary>What <see cref="ToString"/> wrote; null for anything else.</summary>
    public static NetworkKey? Parse(string text) =>
        text.Split('/') is [var purpose, var prefix, var length]
        && byte.TryParse(purpose, NumberStyles.None, CultureInfo.InvariantCulture, out var kind)
        && ulong.TryParse(prefix, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var bits)
        && byte.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out var bitsThatCount)
            ? new NetworkKey(bits, bitsThatCount, (NetworkPurpose)kind)
            : null;
}
