using System.Net;
using McpService.WebApi.RateLimiting;

namespace McpService.UnitTests.WebApi.RateLimiting;

internal sealed class NetworkKeyTests
{
    [TestCase("192.0.2.1", "192.0.2.1", true)]
    [TestCase("192.0.2.1", "192.0.2.2", false)]
    [TestCase("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true)]
    [TestCase("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [TestCase("::c000:201", "192.0.2.1", false)]
    public void Of_Addresses_CountAsOneWhereOneMachineHasThemAll(string a, string b, bool same) =>
        (NetworkKey.Of(IPAddress.Parse(a)) == NetworkKey.Of(IPAddress.Parse(b))).ShouldBe(same);
}
