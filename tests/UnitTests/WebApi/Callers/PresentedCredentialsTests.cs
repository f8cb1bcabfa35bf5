using McpService.WebApi.Callers;
using Microsoft.AspNetCore.Http;

namespace McpService.UnitTests.WebApi.Callers;

internal sealed class PresentedCredentialsTests
{
    [Test]
    public void Of_NoHeaders_IsEmpty() => PresentedCredentials.Of(new HeaderDictionary()).IsEmpty.ShouldBeTrue();

    [Test]
    public void Of_BothHeaders_ReadsBoth()
    {
        var presented = Of(key: "k", authorization: "bearer  t ");
        presented.ShouldBe(new PresentedCredentials("k", "t", AreReadable: true));
    }

    [Test]
    public void Of_TwoKeys_IsUnreadable() =>
        PresentedCredentials.Of(new HeaderDictionary { ["x-api-key"] = new(["a", "b"]) }).AreReadable.ShouldBeFalse();

    [Test]
    public void Of_TwoAuthorizations_IsUnreadable() =>
        PresentedCredentials.Of(new HeaderDictionary { ["Authorization"] = new(["Bearer a", "Bearer b"]) }).AreReadable.ShouldBeFalse();

    [TestCase("Basic abc")]
    [TestCase("Bearer")]
    [TestCase("token")]
    public void Of_OtherScheme_IsUnreadable(string authorization) => Of(authorization: authorization).AreReadable.ShouldBeFalse();

    [Test]
    public void Of_TooLong_IsUnreadable()
    {
        Of(authorization: "Bearer " + new string('a', 9 * 1024)).AreReadable.ShouldBeFalse();
        Of(key: new string('a', 9 * 1024)).AreReadable.ShouldBeFalse();
    }

    private static PresentedCredentials Of(string? key = null, string? authorization = null) =>
        PresentedCredentials.Of(new HeaderDictionary { ["x-api-key"] = key, ["Authorization"] = authorization });
}
