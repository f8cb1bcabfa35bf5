using System.Net;
using McpService.Infrastructure.Mcp.Http;

namespace McpService.UnitTests.Mcp;

public sealed class AddressGuardTests
{
    [TestCase("93.184.216.34", true, true)]
    [TestCase("2606:2800:220:1::1", true, true)]
    [TestCase("127.0.0.1", false, true)]
    [TestCase("::1", false, true)]
    [TestCase("10.1.2.3", false, true)]
    [TestCase("172.16.0.1", false, true)]
    [TestCase("172.32.0.1", true, true)]
    [TestCase("192.168.1.1", false, true)]
    [TestCase("100.64.0.1", false, true)]
    [TestCase("fd12::1", false, true)]
    [TestCase("::ffff:10.0.0.1", false, true)]
    [TestCase("64:ff9b::a9fe:a9fe", false, false)]
    [TestCase("64:ff9b::5db8:d822", false, true)]
    [TestCase("64:ff9b:1:a9fe:a9:fe00::", false, false)]
    [TestCase("64:ff9b:1::a00:1", false, true)]
    [TestCase("2002:a9fe:a9fe::1", false, false)]
    [TestCase("2002:a00:1::1", false, true)]
    [TestCase("2001:0:5db8:d822::", false, false)] // Teredo's client 255.255.255.255
    [TestCase("2001:0:5db8:d822:0:0:5601:5601", false, false)] // 169.254.169.254 turned over
    [TestCase("2001:0:5db8:d822:0:0:a247:27dd", false, true)]
    [TestCase("::169.254.169.254", false, false)]
    [TestCase("::ffff:0:169.254.169.254", false, false)]
    [TestCase("2606:2800:220:1:0:5efe:a9fe:a9fe", false, false)] // ISATAP
    [TestCase("2606:2800:220:1:200:5efe:a00:1", false, true)]
    [TestCase("168.63.129.16", false, false)]
    [TestCase("168.63.129.17", true, true)]
    [TestCase("100.100.100.200", false, false)]
    [TestCase("192.0.0.192", false, false)]
    [TestCase("fd00:ec2::253", false, false)]
    [TestCase("fd20:ce::254", false, false)]
    [TestCase("fd00:c1::a9fe:a9fe", false, false)]
    [TestCase("169.254.169.254", false, false)]
    [TestCase("::ffff:169.254.169.254", false, false)]
    [TestCase("fe80::1", false, false)]
    [TestCase("fd00:ec2::254", false, false)]
    [TestCase("0.0.0.0", false, false)]
    [TestCase("::", false, false)]
    [TestCase("224.0.0.1", false, false)]
    [TestCase("255.255.255.255", false, false)]
    [TestCase("ff02::1", false, false)]
    public void IsAllowed_Address_FollowsThePolicy(string address, bool anyHost, bool trustedHost)
    {
        AddressGuard.IsAllowed(IPAddress.Parse(address), mayBePrivate: false).ShouldBe(anyHost);
        AddressGuard.IsAllowed(IPAddress.Parse(address), mayBePrivate: true).ShouldBe(trustedHost);
    }

    /// <summary>The registries as IANA keeps them; an address of each end, and what lies beyond.</summary>
    [TestCase("0.0.0.0/8")]
    [TestCase("10.0.0.0/8")]
    [TestCase("100.64.0.0/10")]
    [TestCase("127.0.0.0/8")]
    [TestCase("169.254.0.0/16")]
    [TestCase("172.16.0.0/12")]
    [TestCase("192.0.0.0/24")]
    [TestCase("192.0.0.0/29")]
    [TestCase("192.0.0.8/32")]
    [TestCase("192.0.0.9/32")]
    [TestCase("192.0.0.10/32")]
    [TestCase("192.0.0.170/32")]
    [TestCase("192.0.0.171/32")]
    [TestCase("192.0.2.0/24")]
    [TestCase("192.31.196.0/24")]
    [TestCase("192.52.193.0/24")]
    [TestCase("192.88.99.0/24")]
    [TestCase("192.168.0.0/16")]
    [TestCase("192.175.48.0/24")]
    [TestCase("198.18.0.0/15")]
    [TestCase("198.51.100.0/24")]
    [TestCase("203.0.113.0/24")]
    [TestCase("224.0.0.0/4")]
    [TestCase("240.0.0.0/4")]
    [TestCase("255.255.255.255/32")]
    [TestCase("::1/128")]
    [TestCase("::/128")]
    [TestCase("64:ff9b::/96")]
    [TestCase("64:ff9b:1::/48")]
    [TestCase("100::/64")]
    [TestCase("100:0:0:1::/64")]
    [TestCase("2001::/23")]
    [TestCase("2001::/32")]
    [TestCase("2001:1::1/128")]
    [TestCase("2001:1::2/128")]
    [TestCase("2001:1::3/128")]
    [TestCase("2001:2::/48")]
    [TestCase("2001:3::/32")]
    [TestCase("2001:4:112::/48")]
    [TestCase("2001:10::/28")]
    [TestCase("2001:20::/28")]
    [TestCase("2001:30::/28")]
    [TestCase("2001:db8::/32")]
    [TestCase("2002::/16")]
    [TestCase("2620:4f:8000::/48")]
    [TestCase("3fff::/20")]
    [TestCase("5f00::/16")]
    [TestCase("fc00::/7")]
    [TestCase("fe80::/10")]
    [TestCase("fec0::/10")]
    [TestCase("ff00::/8")]
    public void IsAllowed_SpecialPurpose_NeverUnnamed(string network)
    {
        var range = IPNetwork.Parse(network);
        foreach (var address in new[] { range.BaseAddress, Last(range) }) AddressGuard.IsAllowed(address, mayBePrivate: false).ShouldBeFalse($"{address}");
        if (range.BaseAddress.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork)
            AddressGuard.IsAllowed(range.BaseAddress.MapToIPv6(), mayBePrivate: false).ShouldBeFalse("mapped into IPv6");
    }

    [TestCase("9.255.255.255")]
    [TestCase("11.0.0.0")]
    [TestCase("100.63.255.255")]
    [TestCase("100.128.0.0")]
    [TestCase("126.255.255.255")]
    [TestCase("172.15.255.255")]
    [TestCase("192.0.1.0")]
    [TestCase("192.167.255.255")]
    [TestCase("198.17.255.255")]
    [TestCase("198.20.0.0")]
    [TestCase("223.255.255.255")]
    [TestCase("2001:200::1")]
    [TestCase("2001:db9::1")]
    [TestCase("2003::1")]
    [TestCase("2a00:1450:4001:80b::200e")]
    public void IsAllowed_RightBesideThem_IsPublic(string address) => AddressGuard.IsAllowed(IPAddress.Parse(address), mayBePrivate: false).ShouldBeTrue();

    private static IPAddress Last(IPNetwork network)
    {
        var bytes = network.BaseAddress.GetAddressBytes();
        for (var bit = network.PrefixLength; bit < bytes.Length * 8; bit++) bytes[bit / 8] |= (byte)(0x80 >> (bit % 8));
        return new IPAddress(bytes);
    }
}
