using McpService.Application.Tenants;
using McpService.Domain.Secrets;
using NUnit.Framework;
using Shouldly;

namespace McpService.UnitTests.Security;

public sealed class JwtExpiryTests
{
    [TestCase("""{"exp":1795348800}""", 1795348800L)]
    [TestCase("""{"exp":1795348800.9}""", 1795348800L)]
    [TestCase("""{"exp":1.7953488e9}""", 1795348800L)]
    [TestCase("""{"exp":1}""", 1L)]
    [TestCase("""{"exp":253402300799}""", 253402300799L)]
    public void Read_NumericExp_IsItsSecond(string claims, long expected) => Read(claims).ShouldBe(DateTimeOffset.FromUnixTimeSeconds(expected));

    [TestCase("""{"id":"1"}""")]
    [TestCase("""{"exp":"1795348800"}""")]
    [TestCase("""{"exp":null}""")]
    [TestCase("""{"exp":0}""")]
    [TestCase("""{"exp":-1}""")]
    [TestCase("""{"exp":1795348800000}""")]
    [TestCase("""{"exp":1e400}""")]
    [TestCase("""{"exp":{}}""")]
    [TestCase("[1795348800]")]
    [TestCase("1795348800")]
    [TestCase("""{"exp":1795348800""")]
    [TestCase("")]
    public void Read_OddClaims_IsNull(string claims) => Read(claims).ShouldBeNull();

    [TestCase("")]
    [TestCase("a-token")]
    [TestCase("a.b")]
    [TestCase("..")]
    [TestCase("a.%%%.c")]
    [TestCase("a.eyJleHAiOjE3OTUzNDg4MDB9.c.d")]
    public void Read_NoJwt_IsNull(string token) => JwtExpiry.Read(new Secret(token)).ShouldBeNull();

    [Test]
    public void Read_NestedTooDeep_IsNull() => Read(new string('[', 5_000)).ShouldBeNull();

    private static DateTimeOffset? Read(string claims) => JwtExpiry.Read(new Secret($"e30.{ForgedTokens.Encode(claims)}.c2ln"));
}
