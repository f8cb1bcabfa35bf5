using System.Buffers.Text;
using System.Text.Json;
using McpService.Application.Errors;
using McpService.Application.Tokens;
using McpService.Common.Keys;
using McpService.Common.Time;
using McpService.Infrastructure.Security.AccessTokens;
using McpService.Infrastructure.Security.ServiceKeys;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using NUnit.Framework;
using Shouldly;

namespace McpService.UnitTests.Security;

public sealed class AccessTokenTests
{
    private readonly FixedTime _time = new();
    private ServiceKeyRing _ring = null!;
    private AccessTokenIssuer _issuer = null!;
    private AccessTokenVerifier _verifier = null!;

    [SetUp]
    public async Task MakeKeys()
    {
        _time.Now = FixedTime.Start;
        _ring = await TestKeys.RingAsync();
        (_issuer, _verifier) = Make(_ring);
    }

    [Test]
    public void Verify_AdminToken_IsAdmin()
    {
        var token = _issuer.IssueForAdmin();

        token.ExpiresIn.ShouldBe(900);
        _verifier.Verify(token.Token).ShouldBe(new AccessTokenClaims(IsAdmin: true, TenantId: null, KeyId: null, EndOf(token)) { AuthenticatedAt = FixedTime.Start });
    }

    [Test]
    public void Verify_TenantToken_NamesTenantAndKey()
    {
        var token = _issuer.IssueForTenant("tenant-1", "key1", keyExpiresAt: null);

        token.ExpiresIn.ShouldBe(900);
        _verifier.Verify(token.Token).ShouldBe(new AccessTokenClaims(IsAdmin: false, "tenant-1", "key1", EndOf(token)) { AuthenticatedAt = FixedTime.Start });
    }

    [Test]
    public void Issue_Always_WritesTheDocumentedHeaderAndClaims()
    {
        _time.Now += TimeSpan.FromMilliseconds(700);
        var parts = _issuer.IssueForTenant("tenant-1", "key1", keyExpiresAt: null).Token.Split('.');
        var header = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[0])).RootElement;
        var claims = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[1])).RootElement;

        header.GetRawText().ShouldBe($$"""{"alg":"HS256","kid":"{{_ring.Current(ServiceKeyPurpose.TenantToken).Kid}}","typ":"at+jwt"}""");
        claims.GetProperty("iss").GetString().ShouldBe("mcpservice");
        claims.GetProperty("aud").GetString().ShouldBe("mcpservice/tenant");
        claims.GetProperty("sub").GetString().ShouldBe("tenant-1");
        claims.GetProperty("key").GetString().ShouldBe("key1");
        claims.GetProperty("jti").GetString()!.Length.ShouldBe(20);
        var start = FixedTime.Start.ToUnixTimeSeconds();
        claims.GetProperty("iat").GetInt64().ShouldBe(start);
        claims.GetProperty("nbf").GetInt64().ShouldBe(start);
        claims.GetProperty("exp").GetInt64().ShouldBe(start + 900);
    }

    [TestCase(3600.0, 900)]
    [TestCase(900.0, 900)]
    [TestCase(10.9, 10)]
    [TestCase(0.5, 0)]
    public void IssueForTenant_KeyWithAnEnd_EndsNoLaterThanTheKey(double secondsLeft, int expiresIn)
    {
        var token = _issuer.IssueForTenant("tenant-1", "key1", _time.Now.AddSeconds(secondsLeft));

        token.ExpiresIn.ShouldBe(expiresIn);
        new JsonWebToken(token.Token).GetPayloadValue<long>("exp").ShouldBe(FixedTime.Start.ToUnixTimeSeconds() + expiresIn);
    }

    [TestCase(0, true)]
    [TestCase(900 + 29, true)]
    [TestCase(900 + 30, false)]
    [TestCase(900 + 31, false)]
    [TestCase(-30, true)]
    [TestCase(-31, false)]
    public void Verify_ClockMoves_IsGoodWithinTheLifetimeAndTheSkew(int seconds, bool isGood)
    {
        var token = _issuer.IssueForAdmin().Token;
        _time.Now += TimeSpan.FromSeconds(seconds);
        (_verifier.Verify(token) is not null).ShouldBe(isGood);
    }

    [Test]
    public async Task Verify_OtherLibraryReadsOurToken_Agrees()
    {
        var (kid, key) = _ring.Current(ServiceKeyPurpose.AdminToken);
        var result = await new JsonWebTokenHandler().ValidateTokenAsync(_issuer.IssueForAdmin().Token, new TokenValidationParameters
        {
            IssuerSigningKey = new SymmetricSecurityKey(key) { KeyId = kid },
            ValidIssuer = "mcpservice",
            ValidAudience = "mcpservice/admin",
            LifetimeValidator = (_, _, _, _) => true,
        });

        result.IsValid.ShouldBeTrue();
    }

    [Test]
    public async Task Verify_SigningKeyRetired_StillGood()
    {
        var store = new MemoryKeyStore();
        var ring = await TestKeys.RingAsync(store: store);
        var (issuer, verifier) = Make(ring);
        var token = issuer.IssueForAdmin().Token;

        store.Rows.Single(r => r.Purpose == ServiceKeyPurpose.AdminToken).RetiredAt = _time.Now;
        await ring.EnsureAsync(CancellationToken.None);

        verifier.Verify(token).ShouldNotBeNull();
        verifier.Verify(issuer.IssueForAdmin().Token).ShouldNotBeNull();
    }

    [Test]
    public async Task Verify_TokenOfAnotherInstallation_IsRefused()
    {
        var (foreign, _) = Make(await TestKeys.RingAsync());
        _verifier.Verify(foreign.IssueForAdmin().Token).ShouldBeNull();
    }

    [Test]
    public void Verify_KeysNotLoaded_IsUnavailableAndNotABadToken()
    {
        var token = _issuer.IssueForAdmin().Token;
        var (_, verifier) = Make(new ServiceKeyRing(new MemoryKeyStore(), new ServiceKeyWrapper(TestKeys.Box(), _time), new ServiceKeyChanges(), _time));

        Should.Throw<UnavailableException>(() => verifier.Verify(token));
    }

    [Test]
    public void Verify_AnyCharacterChanged_IsRefused()
    {
        // 17: one bit changed; the last character of the signature has two bits that decoders ignore.
        const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        var token = _issuer.IssueForAdmin().Token;
        for (var i = 0; i < token.Length; i++)
        {
            var value = Alphabet.IndexOf(token[i], StringComparison.Ordinal);
            var other = value < 0 ? 'A' : Alphabet[value ^ 1];
            _verifier.Verify($"{token[..i]}{other}{token[(i + 1)..]}").ShouldBeNull($"position {i}");
        }
    }

    private (AccessTokenIssuer Issuer, AccessTokenVerifier Verifier) Make(ServiceKeyRing ring)
    {
        var keys = new AccessTokenKeys(ring);
        return (new AccessTokenIssuer(keys, _time), new AccessTokenVerifier(keys, _time));
    }

    private DateTimeOffset EndOf(AccessToken token) =>
        DateTimeOffset.FromUnixTimeSeconds(_time.Now.ToUnixTimeSeconds() + token.ExpiresIn) + AccessTokenFormat.Skew;
}
