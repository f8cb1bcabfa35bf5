using System.Net;
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
        if (SpecialAddresses.IsIn(SpecialAddresses.Never, address)) return false;

        // The loopback address looks as one that carries 0.0.0.1.
        var carried = IPAddress.IsLoopback(address) ? [] : CarriedAddresses.Of(address).ToList();
        if (carried.Exists(inside => SpecialAddresses.IsIn(SpecialAddresses.Never, inside))) return false;
        return mayBePrivate || (carried.Count == 0 && !SpecialAddresses.IsIn(SpecialAddresses.Private, address));
    }

    private static bool IsLoopbackName(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host, out var ip) && IPAddress.IsLoopback(ip));
}
