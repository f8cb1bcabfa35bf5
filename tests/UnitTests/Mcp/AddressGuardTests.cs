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
    [TestCase("64:ff9b::a9fe:a9fe", false, true)]
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
}
