using System.Security.Cryptography;
using System.Text;
using McpService.Common.Keys;
using McpService.Common.Time;
using McpService.Infrastructure.Security.AccessTokens;
using McpService.Infrastructure.Security.ApiKeys;
using McpService.Infrastructure.Security.ServiceKeys;
using NUnit.Framework;
using Shouldly;

namespace McpService.UnitTests.Security;

/// <summary>Rows 16 to 24 of the security cases.</summary>
public sealed class AccessTokenForgeryTests
{
    private ServiceKeyRing _ring = null!;
    private ForgedTokens _forged = null!;
    private AccessTokenVerifier _verifier = null!;

    [SetUp]
    public async Task MakeKeys()
    {
        _ring = await TestKeys.RingAsync();
        _forged = new ForgedTokens(_ring);
        _verifier = new AccessTokenVerifier(new AccessTokenKeys(_ring), new FixedTime());
    }

    [Test]
    public void Verify_TheTokenThatTheOthersVary_IsGood() => _verifier.Verify(_forged.Good).ShouldNotBeNull();

    [TestCase("none")]
    [TestCase("None")]
    [TestCase("NONE")]
    [TestCase("HS384")]
    [TestCase("HS512")]
    [TestCase("RS256")]
    [TestCase("hs256")]
    public void Case16_OtherAlgorithm_IsRefused(string alg)
    {
        var token = _forged.Admin(_forged.Header(alg: alg));
        Refused(token);
        Refused(WithoutSignature(token));
    }

    [Test]
    public void Case17_SignatureStrippedCutOrAnothers_IsRefused()
    {
        var good = _forged.Good;
        var another = _forged.Admin(claims: ForgedTokens.Claims().Replace("\"1\"", "\"2\"", StringComparison.Ordinal));

        Refused(WithoutSignature(good));
        Refused(WithoutSignature(good).TrimEnd('.'));
        Refused(good[..^1]);
        Refused(good[..^10]);
        Refused(good + "A");
        Refused(good + "=");
        Refused(good + ".");
        Refused(good + " ");
        Refused(WithoutSignature(good) + another[(another.LastIndexOf('.') + 1)..]);
    }

    [TestCase("")]
    [TestCase(AdminOptions.SampleKey)]
    [TestCase("mcpservice")]
    [TestCase("mcpservice/admin")]
    [TestCase("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef")]
    public void Case18_SignedWithKnownText_IsRefused(string key) => Refused(_forged.Admin(key: Encoding.UTF8.GetBytes(key)));

    [Test]
    public void Case18_SignedWithTheKid_IsRefused() => Refused(_forged.Admin(key: Encoding.UTF8.GetBytes(_forged.Kid)));

    [TestCase("\"jku\":\"http://127.0.0.1:9/keys\"")]
    [TestCase("\"jwk\":{\"kty\":\"oct\",\"k\":\"AAAA\"}")]
    [TestCase("\"x5u\":\"http://127.0.0.1:9/cert\"")]
    [TestCase("\"x5c\":[\"MIIB\"]")]
    [TestCase("\"crit\":[\"exp\"]")]
    [TestCase("\"b64\":false")]
    [TestCase("\"zip\":\"DEF\"")]
    [TestCase("\"cty\":\"JWT\"")]
    [TestCase("\"alg\":\"none\"")]
    [TestCase("\"kid\":\"other\"")]
    public void Case19_ExtraHeader_IsRefusedThoughSigned(string header) => Refused(_forged.Admin(_forged.Header(more: "," + header)));

    [TestCase("../../etc/passwd")]
    [TestCase("/dev/null")]
    [TestCase("' OR 1=1 --")]
    [TestCase("unknown")]
    [TestCase("")]
    public void Case20_OddKid_IsRefused(string kid)
    {
        Refused(_forged.Admin(_forged.Header(kid: kid)));
        Refused(_forged.Admin(_forged.Header(kid: kid), key: []));
    }

    [TestCase(65)]
    [TestCase(2_000)]
    [TestCase(10_240)]
    public void Case20_LongKid_IsRefused(int length) => Refused(_forged.Admin(_forged.Header(kid: new string('a', length))));

    [TestCase("\"exp\":{0}", -31L)]
    [TestCase("\"exp\":{0}", -30L)]
    [TestCase("\"other\":{0}", 900L)]
    [TestCase("\"exp\":\"{0}\"", 900L)]
    [TestCase("\"exp\":{0}.0", 900L)]
    [TestCase("\"exp\":{0}.5", 900L)]
    [TestCase("\"exp\":{0}e0", 900L)]
    [TestCase("\"exp\":1e400", 0L)]
    [TestCase("\"exp\":-{0}", 900L)]
    [TestCase("\"exp\":0", 0L)]
    [TestCase("\"exp\":null", 0L)]
    [TestCase("\"exp\":[{0}]", 900L)]
    [TestCase("\"exp\":9223372036854775807", 0L)]
    [TestCase("\"exp\":99999999999999999999", 0L)]
    [TestCase("\"exp\":{0}", 901L)]
    [TestCase("\"exp\":{0},\"exp\":1", 900L)]
    public void Case21_OddExp_IsRefused(string exp, long offset) =>
        Refused(_forged.Times($"\"iat\":{ForgedTokens.Now},\"nbf\":{ForgedTokens.Now},{string.Format(exp, ForgedTokens.Now + offset)}"));

    [TestCase(300, 0)]
    [TestCase(31, 0)]
    [TestCase(0, 3600)]
    [TestCase(0, 31)]
    public void Case22_FromTheFuture_IsRefused(long notBefore, long issuedAt)
    {
        var now = ForgedTokens.Now;
        Refused(_forged.Times($"\"iat\":{now + issuedAt},\"nbf\":{now + notBefore},\"exp\":{now + 900}"));
    }

    [TestCase("\"exp\":{0}")]
    [TestCase("\"exp\":{0},\"iat\":1")]
    [TestCase("\"exp\":{0},\"iat\":-1,\"nbf\":1")]
    [TestCase("\"exp\":{0},\"nbf\":1,\"iat\":\"1\"")]
    public void Case22_TimesMissingOrOdd_IsRefused(string times) => Refused(_forged.Times(string.Format(times, ForgedTokens.Now + 60)));

    [TestCase("")]
    [TestCase("\"aud\":\"mcpservice\",")]
    [TestCase("\"aud\":\"MCPSERVICE/ADMIN\",")]
    [TestCase("\"aud\":\"mcpservice/tenant\",")]
    [TestCase("\"aud\":[\"mcpservice/admin\"],")]
    [TestCase("\"aud\":[\"other\",\"mcpservice/admin\"],")]
    [TestCase("\"aud\":\"mcpservice\\u002fadmin\",")]
    [TestCase("\"aud\":null,")]
    public void Case23_OddAudience_IsRefused(string aud) => Refused(_forged.Admin(claims: ForgedTokens.Claims(aud: aud)));

    [TestCase("")]
    [TestCase("\"iss\":\"other\",")]
    [TestCase("\"iss\":\"MCPSERVICE\",")]
    [TestCase("\"iss\":1,")]
    public void Case23_OddIssuer_IsRefused(string iss) => Refused(_forged.Admin(claims: ForgedTokens.Claims(iss: iss)));

    [TestCase("")]
    [TestCase("\"typ\":\"JWT\"")]
    [TestCase("\"typ\":\"AT+JWT\"")]
    [TestCase("\"typ\":1")]
    public void Case23_OddType_IsRefused(string typ) => Refused(_forged.Admin(_forged.Header(typ: typ)));

    [Test]
    public void Case24_AdminClaimsSignedWithTheTenantKey_IsRefused()
    {
        var (kid, key) = _ring.Current(ServiceKeyPurpose.TenantToken);

        Refused(_forged.Admin(_forged.Header(kid: kid), key: key));
        Refused(_forged.Admin(key: key));
    }

    [Test]
    public void Case24_TenantClaimsSignedWithTheAdminKey_IsRefused() =>
        Refused(_forged.Admin(claims: ForgedTokens.Claims(aud: "\"aud\":\"mcpservice/tenant\",\"key\":\"key1\",")));

    [Test]
    public void Case24_TenantTokenWithoutKey_IsRefused()
    {
        var (kid, key) = _ring.Current(ServiceKeyPurpose.TenantToken);
        const string Audience = "\"aud\":\"mcpservice/tenant\",";

        Refused(_forged.Admin(_forged.Header(kid: kid), ForgedTokens.Claims(aud: Audience), key));
        _verifier.Verify(_forged.Admin(_forged.Header(kid: kid), ForgedTokens.Claims(aud: Audience + "\"key\":\"key1\","), key)).ShouldNotBeNull();
    }

    [TestCase("")]
    [TestCase(".")]
    [TestCase("..")]
    [TestCase("....")]
    [TestCase("a.b.c")]
    [TestCase("\0\0.\0.\0")]
    [TestCase("é.é.é")]
    [TestCase("bnVsbA.bnVsbA.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [TestCase("W10.W10.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void Verify_NoToken_IsRefused(string text) => Refused(text);

    [Test]
    public void Verify_RandomTexts_NeverThrows()
    {
        for (var i = 0; i < 2_000; i++) Refused(Encoding.Latin1.GetString(RandomNumberGenerator.GetBytes(i % 97)));
    }

    [Test]
    public void Verify_Over4KiB_IsRefusedThoughSigned()
    {
        var claims = ForgedTokens.Claims();
        Refused(_forged.Admin(claims: $"{claims[..^1]},\"more\":\"{new string('a', AccessTokenFormat.MaxLength)}\"}}"));
    }

    private void Refused(string token) => _verifier.Verify(token).ShouldBeNull();

    private static string WithoutSignature(string token) => token[..(token.LastIndexOf('.') + 1)];
}
