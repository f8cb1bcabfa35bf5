using System.Text;
using McpService.Domain.Secrets;
using McpService.Infrastructure.Mcp.Wire;

namespace McpService.UnitTests.Mcp;

public sealed class SecretScrubberTests
{
    private const string Token = "eyJhbGciOiJIUzUxMiJ9.canary\"token";

    [Test]
    public void Scrub_TokenInAJsonText_IsMasked()
    {
        var scrubber = new SecretScrubber(new Secret(Token));
        var json = """{"a":"eyJhbGciOiJIUzUxMiJ9.canary\u0022token","b":"x eyJhbGciOiJIUzUxMiJ9.canary\"token"}"""u8;

        scrubber.IsIn(json).ShouldBeTrue();
        Encoding.UTF8.GetString(scrubber.Scrub(json)!).ShouldBe("""{"a":"***","b":"x ***"}""");
    }

    [TestCase("abc+def/ghi==jklm", """x abc+def/ghi==jklm y""", "x *** y")]
    [TestCase("abc+def/ghi==jklm", """abc\u002Bdef\/ghi\u003d\u003Djklm""", "***")]
    [TestCase("abc+def/ghi==jklm", """\\u0061bc\\\u002bdef\\/ghi==jklm""", "***")]
    [TestCase("abc\\def\\ghi\\jklm\\", """abc\\def\u005cghi\\jklm\\x""", "***x")]
    [TestCase("\\\\abcdefghijklmnop", """\\\u005cabcdefghijklmnop""", "***")]
    [TestCase("nabcdefghijklmnop", """\nabcdefghijklmnop \nnabcdefghijklmnop""", """\nabcdefghijklmnop \n***""")]
    [TestCase("0061abcdefghijklmnop", """\u0061abcdefghijklmnop 0061abcdefghijklmnop""", """\u0061abcdefghijklmnop ***""")]
    public void Scrub_AnySpelling_IsMaskedWhole(string secret, string json, string expected)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        Encoding.UTF8.GetString(new SecretScrubber(new Secret(secret)).Scrub(bytes) ?? bytes).ShouldBe(expected);
    }

    [TestCase("abc\"defghijklmnop/", ": abc\"defghijklmnop/ x\nid: abc\"defghijklmnop/\ndata: {\"a\":\"abc\\\"defghijklmnop/\"}\n\n", true, ": *** x\nid: ***\ndata: {\"a\":\"***\"}\n\n")]
    [TestCase("abc\\defghijklmnop/", "event: abc\\defghijklmnop/\ndata: abc\\defghijklmnop/\n\n", false, "event: ***\ndata: ***\n\n")]
    [TestCase("abc\":\"defghijklm", "data: {\"abc\":\"defghijklm\"}\n\n", true, "data: {\"abc\":\"defghijklm\"}\n\n")] // JSON stays JSON
    public void ScrubBlock_WhatJsonWouldEscape_IsMaskedAsItStandsOutsideOfJson(string secret, string block, bool isJson, string expected)
    {
        var bytes = Encoding.UTF8.GetBytes(block);
        Encoding.UTF8.GetString(new SecretScrubber(new Secret(secret)).ScrubBlock(bytes, isJson) ?? bytes).ShouldBe(expected);
    }

    [Test]
    public void Scrub_SeveralSecrets_AreAllMasked() =>
        Encoding.UTF8.GetString(new SecretScrubber(new Secret("first-secret-of-two"), null, new Secret("second-secret-of-two")).Scrub("second-secret-of-two first-secret-of-two"u8)!)
            .ShouldBe("*** ***");

    [Test]
    public void IsIn_ShortSecret_LeavesHonestAnswersAlone() => new SecretScrubber(new Secret("alice")).IsIn("""{"name":"alice"}"""u8).ShouldBeFalse();

    [Test]
    public void Clean_Reason_HasNoSecretNoLineBreaksAndAnEnd()
    {
        var clean = new SecretScrubber(new Secret(Token)).Clean($"bad\r\n{Token}" + new string('x', 5000));
        clean.ShouldStartWith("bad  ***xxx");
        clean.Length.ShouldBe(1000);
    }
}
