using System.Net;

namespace McpService.Infrastructure.Mcp.Http;

/// <summary>
/// Addresses that are no servers of the public internet: the special-purpose registries of IANA for IPv4 and IPv6, multicast and what is reserved beside them, and the
/// addresses at which clouds answer their own machines.
/// </summary>
internal static class SpecialAddresses
{
    /// <summary>Nobody's upstream: the metadata services of clouds, the machine itself by its wildcard, groups of machines.</summary>
    public static readonly IReadOnlyList<IPNetwork> Never = Parse(
        "0.0.0.0/8", // "this network" (RFC 791)
        "169.254.0.0/16", // link-local (RFC 3927), with 169.254.169.254 of nearly every cloud, and 169.254.170.2 of containers
        "168.63.129.16/32", // Azure's agent
        "100.100.100.200/32", // Alibaba's metadata
        "192.0.0.192/32", // Oracle's metadata, classic
        "224.0.0.0/4", // multicast (RFC 5771)
        "240.0.0.0/4", // reserved (RFC 1112), with 255.255.255.255
        "::/128", // unspecified (RFC 4291)
        "100::/64", // discarded (RFC 6666)
        "100:0:0:1::/64", // dummy (RFC 9780)
        "fe80::/10", // link-local (RFC 4291)
        "ff00::/8", // multicast (RFC 4291)
        "fd00:ec2::/32", // Amazon's metadata, names and time
        "fd20:ce::254/128", // Google's metadata
        "fd00:c1::a9fe:a9fe/128"); // Oracle's metadata

    /// <summary>Networks of one's own, and what leads to them in disguise: for hosts that the operator names.</summary>
    public static readonly IReadOnlyList<IPNetwork> Private = Parse(
        "10.0.0.0/8", // private (RFC 1918)
        "100.64.0.0/10", // shared (RFC 6598)
        "127.0.0.0/8", // loopback (RFC 1122)
        "172.16.0.0/12", // private (RFC 1918)
        "192.0.0.0/24", // protocol assignments (RFC 6890), with DS-Lite, PCP, TURN and NAT64 discovery
        "192.0.2.0/24", // documentation (RFC 5737)
        "192.31.196.0/24", // AS112 (RFC 7535)
        "192.52.193.0/24", // AMT (RFC 7450)
        "192.88.99.0/24", // 6to4 relays, given up (RFC 7526)
        "192.168.0.0/16", // private (RFC 1918)
        "192.175.48.0/24", // AS112 (RFC 7534)
        "198.18.0.0/15", // benchmarks (RFC 2544)
        "198.51.100.0/24", // documentation (RFC 5737)
        "203.0.113.0/24", // documentation (RFC 5737)
        "::/96", // loopback (RFC 4291), and IPv4-compatible, given up
        "::ffff:0:0:0/96", // IPv4-translated (RFC 2765)
        "64:ff9b::/96", // NAT64 (RFC 6052)
        "64:ff9b:1::/48", // NAT64 of one's own (RFC 8215)
        "2001::/23", // protocol assignments (RFC 2928), with Teredo, benchmarks, AMT, AS112, ORCHID and drones
        "2001:db8::/32", // documentation (RFC 3849)
        "2002::/16", // 6to4 (RFC 3056)
        "2620:4f:8000::/48", // AS112 (RFC 7534)
        "3fff::/20", // documentation (RFC 9637)
        "5f00::/16", // segment routing (RFC 9602)
        "fc00::/7", // unique local (RFC 4193)
        "fec0::/10"); // site-local, given up (RFC 3879)

    public static bool IsIn(IReadOnlyList<IPNetwork> networks, IPAddress address)
    {
        foreach (var network in networks)
        {
            if (network.Contains(address)) return true;
        }

        return false;
    }

    private static IPNetwork[] Parse(params ReadOnlySpan<string> networks)
    {
        var parsed = new IPNetwork[networks.Length];
        for (var i = 0; i < networks.Length; i++) parsed[i] = IPNetwork.Parse(networks[i]);
        return parsed;
    }
}
