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
        var json = """{"a":"eyJhbGciOiJIUzUxMiJ9.canary\u0022token","b":"x eyJhbGciOiJIUzUxMiJ9.canary\u0022token"}"""u8;

        scrubber.IsIn(json).ShouldBeTrue();
        Encoding.UTF8.GetString(scrubber.Scrub(json)).ShouldBe("""{"a":"***","b":"x ***"}""");
    }

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
