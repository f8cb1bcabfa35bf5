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
    public void Of_Addresses_CountAsOneWhereOneMachineHasThemAll(string a, string b, bool same) => (Of(a) == Of(b)).ShouldBe(same);

    [TestCase("2001:db8:1:2::1", "2001:db8:1:3::1", true)]
    [TestCase("2001:db8:1:2::1", "2001:db8:2:2::1", false)]
    public void Site_IsOneWhereTheFirst48BitsAre(string a, string b, bool same) => (Of(a).Site == Of(b).Site).ShouldBe(same);

    [Test]
    public void Site_IPv4_HasNone() => Of("192.0.2.1").Site.ShouldBeNull();

    [TestCase("192.0.2.1")]
    [TestCase("2001:db8:1:2::1")]
    public void Parse_WhatWasWritten_IsTheSame(string address)
    {
        NetworkKey.Parse(Of(address).ToString()).ShouldBe(Of(address));
        if (Of(address).Site is { } site) NetworkKey.Parse(site.ToString()).ShouldBe(site);
    }

    [TestCase("")]
    [TestCase("1/zz/32")]
    [TestCase("1/c0000201")]
    [TestCase("1/c0000201/32/x")]
    public void Parse_AnythingElse_IsNothing(string text) => NetworkKey.Parse(text).ShouldBeNull();

    private static NetworkKey Of(string address) => NetworkKey.Of(IPAddress.Parse(address), NetworkPurpose.Credential);
}
