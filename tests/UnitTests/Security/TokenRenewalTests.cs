using McpService.Application.Errors;
using McpService.Application.Tokens;
using McpService.Common.Keys;
using McpService.Common.Time;
using McpService.Domain.Secrets;
using McpService.Infrastructure.Security.AccessTokens;

namespace McpService.UnitTests.Security;

public sealed class TokenRenewalTests
{
    private readonly FixedTime _time = new();
    private AccessTokenIssuer _issuer = null!;
    private AccessTokenVerifier _verifier = null!;
    private TokenRenewal _renewal = null!;

    [SetUp]
    public async Task MakeKeys()
    {
        _time.Now = FixedTime.Start;
        var keys = new AccessTokenKeys(await TestKeys.RingAsync());
        (_issuer, _verifier) = (new AccessTokenIssuer(keys, _time), new AccessTokenVerifier(keys, _time));
        _renewal = new TokenRenewal(_verifier, _time);
    }

    [Test]
    public void Check_TokenRenewedAllDay_EndsEightHoursAfterTheKeyWasShown()
    {
        var token = _issuer.IssueForAdmin();
        while (_time.Now + TimeSpan.FromMinutes(10) < FixedTime.Start + TimeSpan.FromHours(8))
        {
            _time.Now += TimeSpan.FromMinutes(10);
            token = _issuer.IssueForAdmin(_renewal.Check(new Secret(token.Token), isAdmin: true).AuthenticatedAt);
        }

        _time.Now = FixedTime.Start + TimeSpan.FromHours(8);
        Should.Throw<UnauthorizedException>(() => _renewal.Check(new Secret(token.Token), isAdmin: true)).Code.ShouldBe("session_over");
    }

    [Test]
    public void Check_TokenOfAnotherKindOrOver_IsRefused()
    {
        var admin = new Secret(_issuer.IssueForAdmin().Token);
        var tenant = new Secret(_issuer.IssueForTenant("tenant-1", "key1", keyExpiresAt: null).Token);
        var lent = new Secret(_issuer.IssueForOperator("tenant-1", suspensions: 2).Token);

        foreach (var (token, isAdmin) in new[] { (admin, false), (tenant, true), (lent, false), (lent, true), (new Secret("nonsense"), true) })
            Should.Throw<UnauthorizedException>(() => _renewal.Check(token, isAdmin)).Code.ShouldBe("invalid_credentials");

        _time.Now += TimeSpan.FromMinutes(16);
        Should.Throw<UnauthorizedException>(() => _renewal.Check(admin, isAdmin: true)).Code.ShouldBe("invalid_credentials");
    }

    [Test]
    public void Verify_TokenForAnOperator_NamesNoKeyAndLivesFiveMinutes()
    {
        var token = _issuer.IssueForOperator("tenant-1", suspensions: 2);

        token.ExpiresIn.ShouldBe(300);
        var claims = _verifier.Verify(token.Token).ShouldNotBeNull();
        (claims.IsOperator, claims.IsAdmin, claims.TenantId, claims.KeyId).ShouldBe((true, false, "tenant-1", null));
        claims.Suspensions.ShouldBe(2);
        _time.Now += TimeSpan.FromMinutes(5) + AccessTokenFormat.Skew;
        _verifier.Verify(token.Token).ShouldBeNull();
    }
}
