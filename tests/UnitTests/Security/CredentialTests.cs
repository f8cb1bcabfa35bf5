using System.Text;
using System.Text.Json;
using McpService.Application.Errors;
using McpService.Application.Tenants;
using McpService.Application.Upstream;
using McpService.Common.Keys;
using McpService.Common.Time;
using McpService.Domain.Secrets;
using McpService.Domain.Tenants;
using McpService.Infrastructure.Security.Credentials;
using McpService.Infrastructure.Security.Encryption;
using NUnit.Framework;
using Shouldly;

namespace McpService.UnitTests.Security;

public sealed class CredentialTests
{
    private static readonly Guid Tenant = new("0197f3a0-0000-7000-8000-000000000001");

    private readonly FixedTime _time = new();
    private SecretBox _box = null!;
    private CredentialSealer _sealer = null!;
    private CredentialOpener _opener = null!;

    [SetUp]
    public async Task MakeKeys()
    {
        _time.Now = FixedTime.Start;
        _box = TestKeys.Box();
        _sealer = new CredentialSealer(_box, await TestKeys.RingAsync(), _time);
        _opener = new CredentialOpener(_box, _time);
    }

    [Test]
    public void Open_StaticToken_IsWhatWasSealed()
    {
        var credential = Seal("a-token");

        credential.Kind.ShouldBe(CredentialKind.Token);
        credential.ExpiresAt.ShouldBeNull();
        credential.TenantRef.ShouldBe(Tenant);
        credential.Version.Version.ShouldBe(7);
        credential.CreatedAt.ShouldBe(_time.Now);
        credential.Fingerprint.ShouldMatch("^[0-9a-f]{12}$");
        credential.Blob.ShouldNotContain("a-token");
        var token = Open(credential);
        token.Value.Reveal().ShouldBe("a-token");
        token.ExpiresAt.ShouldBeNull();
        token.ToString().ShouldNotContain("a-token");
    }

    [Test]
    public void Seal_Twice_SameFingerprintOtherVersionAndBlob()
    {
        var (first, second) = (Seal("a-token"), Seal("a-token"));

        second.Fingerprint.ShouldBe(first.Fingerprint);
        second.Version.ShouldNotBe(first.Version);
        second.Blob.ShouldNotBe(first.Blob);
        Seal("b-token").Fingerprint.ShouldNotBe(first.Fingerprint);
    }

    [Test]
    public void Seal_WorkspaceOfAnotherUserOrSecret_OtherFingerprint()
    {
        var workspace = Workspace("secret");
        var inputs = new[] { workspace, workspace with { UserId = "user-2" }, workspace with { Secret = new Secret("other") }, workspace with { Key = "other" } };

        inputs.Select(w => _sealer.Seal(Tenant, new CredentialInput(null, w)).Fingerprint).ShouldBeUnique();
    }

    [Test]
    public void Open_StoredFormat_StaysReadable()
    {
        const string Stored = """{"workspace":{"key":"ws-key","secret":"short-secret","userId":"user-1","name":"Ada","fields":{"plan":"pro"}}}""";
        var blob = _box.Seal(Encoding.UTF8.GetBytes(Stored), "0197f3a0-0000-7000-8000-000000000001", "credential");

        _opener.Open(Tenant, new SealedCredential(Guid.Empty, CredentialKind.Workspace, blob, null)).Value.Length.ShouldBeGreaterThan(100);
        Encoding.UTF8.GetString(CredentialFormat.Write(CredentialFormat.Read(Encoding.UTF8.GetBytes(Stored)))).ShouldBe(Stored);
        Encoding.UTF8.GetString(CredentialFormat.Write(new CredentialInput(new Secret("a-token"), null))).ShouldBe("""{"integrationAppToken":"a-token"}""");
    }

    [TestCase(1, false)]
    [TestCase(0, true)]
    [TestCase(-1, true)]
    public void Open_StaticTokenWithAnEnd_FailsOnceItIsOver(int secondsLeft, bool isExpired)
    {
        var end = _time.Now.AddSeconds(secondsLeft);
        var credential = Seal(ForgedTokens.Encode("{}") + "." + ForgedTokens.Encode($$"""{"id":"1","exp":{{end.ToUnixTimeSeconds()}}}""") + ".c2ln");
        credential.ExpiresAt.ShouldBe(end);

        if (isExpired) Failure(() => Open(credential)).ShouldBe(UpstreamFailure.CredentialExpired);
        else Open(credential).ExpiresAt.ShouldBe(end);
    }

    [Test]
    public void Open_BlobOfAnotherTenant_IsUnavailable()
    {
        var credential = Seal("a-token");
        Failure(() => _opener.Open(Guid.Empty, Sealed(credential))).ShouldBe(UpstreamFailure.CredentialUnavailable);
    }

    [TestCase("")]
    [TestCase("a-token")]
    [TestCase("v1|k1|AAAAAAAAAAAAAAAA|AAAA|AAAAAAAAAAAAAAAAAAAAAA")]
    [TestCase("v1|k9|AAAAAAAAAAAAAAAA|AAAA|AAAAAAAAAAAAAAAAAAAAAA")]
    public void Open_NotABlobOfOurs_IsUnavailable(string blob) =>
        Failure(() => _opener.Open(Tenant, new SealedCredential(Guid.Empty, CredentialKind.Token, blob, null))).ShouldBe(UpstreamFailure.CredentialUnavailable);

    [TestCase("null")]
    [TestCase("{}")]
    [TestCase("a-token")]
    [TestCase("""{"integrationAppToken":5}""")]
    [TestCase("""{"workspace":{"key":"k"}}""")]
    public void Open_BlobHoldsSomethingElse_IsUnavailable(string content)
    {
        var blob = _box.Seal(Encoding.UTF8.GetBytes(content), CredentialFormat.Subject(Tenant), CredentialFormat.Field);
        foreach (var kind in Enum.GetValues<CredentialKind>())
            Failure(() => _opener.Open(Tenant, new SealedCredential(Guid.Empty, kind, blob, null))).ShouldBe(UpstreamFailure.CredentialUnavailable);
    }

    [Test]
    public void Open_KindOfTheRowChanged_IsUnavailable()
    {
        var sealedAsToken = Sealed(Seal("a-token"));
        Failure(() => _opener.Open(Tenant, sealedAsToken with { Kind = CredentialKind.Workspace })).ShouldBe(UpstreamFailure.CredentialUnavailable);
    }

    private UpstreamCredential Seal(string token) => _sealer.Seal(Tenant, new CredentialInput(new Secret(token), null));

    [Test]
    public void Open_AnOlderCredentialInTheRowOfANewerOne_IsUnavailable()
    {
        var older = _sealer.Seal(Tenant, new CredentialInput(new Secret("token-1"), null));
        var newer = _sealer.Seal(Tenant, new CredentialInput(new Secret("token-2"), null));

        Failure(() => _opener.Open(Tenant, Sealed(newer) with { Blob = older.Blob })).ShouldBe(UpstreamFailure.CredentialUnavailable);
        Open(older).Value.Reveal().ShouldBe("token-1");
    }

    private UpstreamToken Open(UpstreamCredential credential) => _opener.Open(Tenant, Sealed(credential));

    private static SealedCredential Sealed(UpstreamCredential c) => new(c.Version, c.Kind, c.Blob, c.ExpiresAt);

    private static WorkspaceInput Workspace(string secret) =>
        new("ws-key", new Secret(secret), "user-1", "Ada", JsonDocument.Parse("""{"plan":"pro"}""").RootElement);

    private static UpstreamFailure Failure(Func<UpstreamToken> open) => Should.Throw<UpstreamException>(() => open()).Failure;
}
