using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace McpService.Infrastructure.Mcp.Http;

/// <summary>
/// Decides, when a connection is made, whether an address may be reached, so that no name, however it resolves at that
/// moment, leads the gateway to where it has no business (server-side request forgery).
/// </summary>
internal sealed class AddressGuard(IOptions<UpstreamOptions> options, IHostEnvironment environment)
{
    /// <summary>Every address of the host, if each of them may be reached; one that may not spoils them all.</summary>
    /// <exception cref="HttpRequestException">The host does not resolve or is not allowed.</exception>
    public async Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        var addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await Dns.GetHostAddressesAsync(host, cancellationToken);
        var mayBePrivate = environment.IsDevelopment() || options.Value.IsAllowed(host) || IsLoopbackName(host);
        return addresses.Length > 0 && Array.TrueForAll(addresses, a => IsAllowed(a, mayBePrivate))
            ? addresses
            : throw new HttpRequestException(HttpRequestError.NameResolutionError, "The address of the upstream is not allowed. To reach a private one, name its host in UPSTREAM_ALLOWED_HOSTS.");
    }

    /// <summary>True for an address that may be reached.</summary>
    /// <param name="address">The address to connect to.</param>
    /// <param name="mayBePrivate">The operator said that this host may be on a private network.</param>
    internal static bool IsAllowed(IPAddress address, bool mayBePrivate)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        if (IsNeverAllowed(address)) return false;
        return mayBePrivate || !IsPrivate(address);
    }

    private static bool IsLoopbackName(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host, out var ip) && IPAddress.IsLoopback(ip));

    // Link-local carries the metadata services of clouds; multicast and "any" are no servers at all.
    private static bool IsNeverAllowed(IPAddress address)
    {
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
            return address.IsIPv6LinkLocal || address.IsIPv6Multicast || address.Equals(IPAddress.IPv6Any) || address.Equals(MetadataV6);
        var bytes = address.GetAddressBytes();
        return bytes[0] == 0 || (bytes[0], bytes[1]) == (169, 254) || bytes[0] >= 224;
    }

    private static bool IsPrivate(IPAddress address)
    {
        if (IPAddress.IsLoopback(address)) return true;
        if (address.AddressFamily == AddressFamily.InterNetworkV6) return address.IsIPv6UniqueLocal || address.IsIPv6SiteLocal || IsTranslated(address);
        var bytes = address.GetAddressBytes();
        return bytes[0] == 10
            || (bytes[0] == 172 && bytes[1] is >= 16 and < 32)
            || (bytes[0], bytes[1]) == (192, 168)
            || (bytes[0] == 100 && bytes[1] is >= 64 and < 128);
    }

    /// <summary>NAT64 and 6to4 carry an IPv4 address inside, which could be any.</summary>
    private static bool IsTranslated(IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        return bytes.AsSpan().StartsWith(Nat64Prefix) || (bytes[0], bytes[1]) == (0x20, 0x02);
    }

    private static readonly IPAddress MetadataV6 = IPAddress.Parse("fd00:ec2::254");

    private static ReadOnlySpan<byte> Nat64Prefix => [0x00, 0x64, 0xff, 0x9b];
}
