using System.Security.Cryptography;
using System.Text.Json;
using McpService.Application.Tenants;
using McpService.Common.Time;
using McpService.Domain.Secrets;
using McpService.Infrastructure.Security.Credentials;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using NUnit.Framework;
using Shouldly;

namespace McpService.UnitTests.Security;

public sealed class WorkspaceTokenTests
{
    [Test]
    public void Mint_KnownWorkspace_IsTheTokenThatAnotherImplementationSigns()
    {
        // Made with Python's hmac and json.
        const string Expected =
            "eyJhbGciOiJIUzUxMiIsInR5cCI6IkpXVCJ9."
            + "eyJpc3MiOiJ3cy1rZXkiLCJ3b3Jrc3BhY2VLZXkiOiJ3cy1rZXkiLCJpZCI6InVzZXItMSIsInRlbmFudEtleSI6InVzZXItMSIsIm5hbWUiOiJBZGEiLCJpYXQiOjE3OTUzNDg3NzAsImV4cCI6MTc5NTM1NTk3MCwiZmllbGRzIjp7InBsYW4iOiJwcm8iLCJzZWF0cyI6M319."
            + "PWSD5nluQ-YzmIBunkrQ5GHLfTEqAtHP6fKXjA6CceE1SnNUVC4ePTkllhJaslcetB3m0oc6n_-u0aRefu5JfQ";
        var fields = JsonDocument.Parse("""{"plan":"pro","seats":3}""").RootElement;

        var token = WorkspaceToken.Mint(new WorkspaceInput("ws-key", new Secret("short-secret"), "user-1", "Ada", fields), FixedTime.Start);

        token.Value.Reveal().ShouldBe(Expected);
        token.ExpiresAt.ShouldBe(FixedTime.Start.AddSeconds(7200 - 30));
    }

    [Test]
    public async Task Mint_LongSecret_VerifiesWithAJwtLibrary()
    {
        var secret = new string('s', 64);

        var token = WorkspaceToken.Mint(new WorkspaceInput("ws-key", new Secret(secret), "Grüße \"1\"", "名前", null), FixedTime.Start.AddSeconds(0.9));

        var result = await new JsonWebTokenHandler().ValidateTokenAsync(token.Value.Reveal(), new TokenValidationParameters
        {
            IssuerSigningKey = new SymmetricSecurityKey(System.Text.Encoding.UTF8.GetBytes(secret)),
            ValidAlgorithms = [SecurityAlgorithms.HmacSha512],
            ValidIssuer = "ws-key",
            ValidateAudience = false,
            LifetimeValidator = (_, expires, _, _) => expires == FixedTime.Start.AddSeconds(7200 - 30).UtcDateTime,
        });
        result.IsValid.ShouldBeTrue();
        result.Claims["id"].ShouldBe("Grüße \"1\"");
        result.Claims["name"].ShouldBe("名前");
        result.Claims.ContainsKey("fields").ShouldBeFalse();
    }

    [Test]
    public void Mint_UpstreamClockALittleBehind_IsNotFromTheFutureAndLivesItsTwoHours()
    {
        var token = new JsonWebToken(WorkspaceToken.Mint(new WorkspaceInput("ws-key", new Secret("s"), "user-1", null, null), FixedTime.Start).Value.Reveal());

        token.IssuedAt.ShouldBe(FixedTime.Start.AddSeconds(-30).UtcDateTime);
        (token.ValidTo - token.IssuedAt).ShouldBe(TimeSpan.FromSeconds(7200));
    }

    [TestCase("RSA", null, "RS256")]
    [TestCase("RSA", "RS256", "RS256")]
    [TestCase("RSA", "PS256", "PS256")]
    [TestCase("EC", null, "ES256")]
    public async Task Mint_PrivateKey_VerifiesWithItsPublicHalf(string kind, string? algorithm, string expected)
    {
        using var rsa = RSA.Create(2048);
        using var ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var workspace = new WorkspaceInput("ws-key", null, null, null, null)
        {
            TenantKey = "customer-1",
            PrivateKey = new Secret(kind == "RSA" ? rsa.ExportRSAPrivateKeyPem() : ec.ExportECPrivateKeyPem()),
            Algorithm = algorithm,
        };

        var token = WorkspaceToken.Mint(workspace, FixedTime.Start).Value.Reveal();

        var result = await new JsonWebTokenHandler().ValidateTokenAsync(token, new TokenValidationParameters
        {
            IssuerSigningKey = kind == "RSA" ? new RsaSecurityKey(rsa) : new ECDsaSecurityKey(ec),
            ValidAlgorithms = [expected],
            ValidIssuer = "ws-key",
            ValidateAudience = false,
            ValidateLifetime = false,
        });
        result.IsValid.ShouldBeTrue(result.Exception?.Message);
        result.Claims["id"].ShouldBe("customer-1");
        result.Claims["tenantKey"].ShouldBe("customer-1");
        result.Claims["name"].ShouldBe("customer-1");
    }

    [Test]
    public void Mint_UserIdAndTenantKey_EachInItsClaim()
    {
        var token = new JsonWebToken(WorkspaceToken.Mint(new WorkspaceInput("ws-key", new Secret("s"), "user-1", null, null) { TenantKey = "customer-1" }, FixedTime.Start).Value.Reveal());
        token.GetPayloadValue<string>("id").ShouldBe("user-1");
        token.GetPayloadValue<string>("tenantKey").ShouldBe("customer-1");
    }

    [Test]
    public void Mint_WithoutName_TheUserIdIsTheName() =>
        new JsonWebToken(WorkspaceToken.Mint(new WorkspaceInput("ws-key", new Secret("s"), "user-1", null, null), FixedTime.Start).Value.Reveal())
            .GetPayloadValue<string>("name").ShouldBe("user-1");
}
