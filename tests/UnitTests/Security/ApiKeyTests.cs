using McpService.Application.Callers;
using McpService.Application.Tenants;
using McpService.Common.Keys;
using McpService.Common.Time;
using McpService.Domain.Secrets;
using McpService.Domain.Tenants;
using McpService.Infrastructure.Security.ApiKeys;
using McpService.Infrastructure.Security.ServiceKeys;
using Moq;
using NUnit.Framework;
using Shouldly;

namespace McpService.UnitTests.Security;

public sealed class ApiKeyTests
{
    private readonly FixedTime _time = new();
    private Mock<ITenantDirectory> _tenants = null!;
    private ServiceKeyRing _ring = null!;
    private ApiKeyVerifier _verifier = null!;
    private Secret _text = null!;
    private NewApiKey _stored = null!;

    [SetUp]
    public async Task IssueAKey()
    {
        _time.Now = FixedTime.Start;
        _tenants = new Mock<ITenantDirectory>();
        _ring = await TestKeys.RingAsync();
        _verifier = new ApiKeyVerifier(_tenants.Object, _ring, _time);
        (_text, _stored) = new ApiKeyIssuer(_ring).Issue("first");
    }

    [Test]
    public void Issue_Always_HasTheDocumentedFormAndKeepsOnlyAHash()
    {
        _text.Reveal().ShouldMatch($"^mcp_{_stored.KeyId}_[A-Za-z0-9_-]{{43}}_[0-9a-f]{{8}}$");
        _stored.KeyId.ShouldMatch("^[0-9a-z]{12}$");
        _stored.Hash.Length.ShouldBe(32);
        _stored.HashKeyId.ShouldBe(_ring.Current(ServiceKeyPurpose.ApiKeyHash).Kid);
        _stored.Label.ShouldBe("first");
    }

    [Test]
    public void KeyIdOf_ManyKeys_ReadsEachWhateverItsUnderscores()
    {
        for (var i = 0; i < 500; i++)
        {
            var (keyId, text) = ApiKeyFormat.Make();
            ApiKeyFormat.KeyIdOf(text).ShouldBe(keyId);
        }
    }

    [Test]
    public void KeyIdOf_AnyCharacterMistyped_IsRefused()
    {
        var text = _text.Reveal();
        for (var i = 0; i < text.Length; i++)
        {
            var other = text[i] == 'x' ? 'y' : 'x';
            ApiKeyFormat.KeyIdOf($"{text[..i]}{other}{text[(i + 1)..]}").ShouldBeNull($"position {i}");
            ApiKeyFormat.KeyIdOf(text.Remove(i, 1)).ShouldBeNull();
        }
    }

    [TestCase("")]
    [TestCase("mcp_")]
    [TestCase("sample-admin-key-for-development-only")]
    [TestCase("mcp_0123456789ab_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA_éééééééé")]
    public async Task Verify_Malformed_IsRefusedWithoutLookUp(string text)
    {
        (await VerifyAsync(text)).ShouldBeNull();
        _tenants.Verify(t => t.FindByKeyIdAsync(It.IsAny<string>(), It.IsAny<CancellationToken>()), Times.Never);
    }

    [Test]
    public async Task Verify_GoodKey_TellsTenantAndKey()
    {
        var tenant = Own(Snapshot());

        var verified = (await VerifyAsync(_text.Reveal())).ShouldNotBeNull();

        verified.Tenant.ShouldBeSameAs(tenant);
        verified.Key.KeyId.ShouldBe(_stored.KeyId);
    }

    [Test]
    public async Task Verify_UnknownKeyId_IsRefused() => (await VerifyAsync(_text.Reveal())).ShouldBeNull();

    [Test]
    public async Task Verify_DirectoryGivesATenantWithoutThatKey_IsRefused()
    {
        Own(Snapshot() with { KeyId = "another" });
        (await VerifyAsync(_text.Reveal())).ShouldBeNull();
    }

    [Test]
    public async Task Verify_KnownKeyIdWithAnotherSecret_IsRefused()
    {
        Own(Snapshot() with { Hash = new ApiKeyIssuer(_ring).Issue(label: null).Stored.Hash });
        (await VerifyAsync(_text.Reveal())).ShouldBeNull();
    }

    [Test]
    public async Task Verify_HashOfAnUnknownServiceKey_IsRefused()
    {
        Own(Snapshot() with { HashKeyId = "unknown" });
        (await VerifyAsync(_text.Reveal())).ShouldBeNull();
    }

    [Test]
    public async Task Verify_HashKeyRetired_StillGood()
    {
        var store = new MemoryKeyStore();
        _ring = await TestKeys.RingAsync(store: store);
        (_text, _stored) = new ApiKeyIssuer(_ring).Issue(label: null);
        store.Rows.Single(r => r.Kid == _stored.HashKeyId).RetiredAt = _time.Now;
        await _ring.EnsureAsync(CancellationToken.None);
        _verifier = new ApiKeyVerifier(_tenants.Object, _ring, _time);
        Own(Snapshot());

        _ring.Current(ServiceKeyPurpose.ApiKeyHash).Kid.ShouldNotBe(_stored.HashKeyId);
        (await VerifyAsync(_text.Reveal())).ShouldNotBeNull();
    }

    [TestCase(-1, false)]
    [TestCase(0, false)]
    [TestCase(1, true)]
    public async Task Verify_KeyWithAnEnd_IsGoodBeforeItOnly(int secondsLeft, bool isGood)
    {
        Own(Snapshot() with { ExpiresAt = _time.Now.AddSeconds(secondsLeft) });
        (await VerifyAsync(_text.Reveal()) is not null).ShouldBe(isGood);
    }

    [Test]
    public async Task Verify_ProvenKeyAgain_IsNotHashedAgain()
    {
        var key = Snapshot();
        Own(key);
        await VerifyAsync(_text.Reveal());

        // The stored hash would not prove it once more: what was proven is what counts.
        Array.Clear(key.Hash);
        (await VerifyAsync(_text.Reveal())).ShouldNotBeNull();
    }

    [Test]
    public async Task Verify_AnotherTextAfterTheProvenOne_IsRefused()
    {
        Own(Snapshot());
        await VerifyAsync(_text.Reveal());

        var other = _text.Reveal().ToCharArray();
        other[20] = other[20] == 'x' ? 'y' : 'x';
        (await VerifyAsync(new string(other))).ShouldBeNull();
    }

    [Test]
    public async Task Verify_ProvenKeyPastItsEnd_IsRefused()
    {
        Own(Snapshot() with { ExpiresAt = _time.Now.AddSeconds(1) });
        (await VerifyAsync(_text.Reveal())).ShouldNotBeNull();

        _time.Now = _time.Now.AddSeconds(1);
        (await VerifyAsync(_text.Reveal())).ShouldBeNull();
    }

    [Test]
    public async Task Verify_SnapshotReadAnew_ProvesAgain()
    {
        var key = Snapshot();
        Own(key);
        await VerifyAsync(_text.Reveal());

        Own(key with { Hash = new byte[32] });
        (await VerifyAsync(_text.Reveal())).ShouldBeNull();
    }

    private ValueTask<VerifiedKey?> VerifyAsync(string text) => _verifier.VerifyAsync(new Secret(text), CancellationToken.None);

    private ApiKeySnapshot Snapshot() => new(_stored.KeyId, _stored.Hash, _stored.HashKeyId, ExpiresAt: null);

    private TenantSnapshot Own(ApiKeySnapshot key)
    {
        var tenant = new TenantSnapshot(
            Guid.Empty, "tenant-1", "hubspot", TenantStatus.Active, ToolPolicy.Everything, TenantLimits.Default, Timeout: null, Credential: null, [key]);
        _tenants.Setup(t => t.FindByKeyIdAsync(_stored.KeyId, It.IsAny<CancellationToken>())).ReturnsAsync(tenant);
        _tenants.Setup(t => t.FindCached(_stored.KeyId)).Returns(tenant);
        return tenant;
    }
}
