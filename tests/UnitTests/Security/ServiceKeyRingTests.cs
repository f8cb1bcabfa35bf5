using McpService.Application.Errors;
using McpService.Common.Keys;
using McpService.Common.Time;
using McpService.Infrastructure.Security.ApiKeys;
using McpService.Infrastructure.Security.Encryption;
using McpService.Infrastructure.Security.ServiceKeys;
using NUnit.Framework;
using Shouldly;

namespace McpService.UnitTests.Security;

public sealed class ServiceKeyRingTests
{
    private static readonly ServiceKeyPurpose[] Purposes = Enum.GetValues<ServiceKeyPurpose>();

    private readonly FixedTime _time = new();
    private readonly ManualTimeProvider _clock = new();
    private readonly EncryptionKey _key = TestKeys.Encryption("k1");
    private MemoryKeyStore _store = null!;

    [SetUp]
    public void MakeStore() => _store = new MemoryKeyStore();

    [Test]
    public async Task Ensure_EmptyTable_MakesOneWrappedKeyForEachPurpose()
    {
        var ring = await EnsuredAsync(_key);

        ring.IsLoaded.ShouldBeTrue();
        _store.Rows.Select(r => r.Purpose).ShouldBe(Purposes, ignoreOrder: true);
        _store.Rows.ShouldAllBe(r => r.Blob.StartsWith("v1|k1|") && r.Kid.Length == 10);
        Purposes.Select(p => Convert.ToHexString(ring.Current(p).Key)).ShouldBeUnique();
        Purposes.ShouldAllBe(p => ring.Current(p).Key.Length == 32);
    }

    [Test]
    public async Task Ensure_Again_KeepsTheKeys()
    {
        var first = await EnsuredAsync(_key);
        var second = await EnsuredAsync(_key);

        _store.Rows.Count.ShouldBe(Purposes.Length);
        foreach (var purpose in Purposes) second.Current(purpose).Key.ShouldBe(first.Current(purpose).Key);
    }

    [Test]
    public async Task Ensure_KeyRetired_MakesANewOneAndTheOldStillVerifies()
    {
        var ring = await EnsuredAsync(_key);
        var (oldKid, oldKey) = ring.Current(ServiceKeyPurpose.TenantToken);
        _store.Rows.Single(r => r.Kid == oldKid).RetiredAt = _time.Now;

        await ring.EnsureAsync(CancellationToken.None);

        ring.Current(ServiceKeyPurpose.TenantToken).Kid.ShouldNotBe(oldKid);
        ring.Find(ServiceKeyPurpose.TenantToken, oldKid).ShouldBe(oldKey);
        _store.Rows.Count.ShouldBe(Purposes.Length + 1);
    }

    [Test]
    public async Task Current_SeveralInUse_IsTheNewest()
    {
        var ring = await EnsuredAsync(_key);
        _time.Now += TimeSpan.FromDays(1);
        var newer = Wrapper(_key).Make(ServiceKeyPurpose.AuditChain);
        _store.Rows.Insert(0, newer);

        await ring.ReloadAsync(CancellationToken.None);

        ring.Current(ServiceKeyPurpose.AuditChain).Kid.ShouldBe(newer.Kid);
    }

    [Test]
    public async Task Find_KidOfAnotherPurposeOrNone_IsNull()
    {
        var ring = await EnsuredAsync(_key);

        ring.Find(ServiceKeyPurpose.AdminToken, ring.Current(ServiceKeyPurpose.TenantToken).Kid).ShouldBeNull();
        ring.Find(ServiceKeyPurpose.AdminToken, "unknown").ShouldBeNull();
    }

    [Test]
    public void Current_NotLoaded_IsUnavailable()
    {
        var ring = Ring(_key);

        ring.IsLoaded.ShouldBeFalse();
        Should.Throw<UnavailableException>(() => ring.Current(ServiceKeyPurpose.ApiKeyHash)).Code.ShouldBe("database_unavailable");
        Should.Throw<UnavailableException>(() => ring.Find(ServiceKeyPurpose.ApiKeyHash, "any"));
    }

    [Test]
    public async Task Ensure_EncryptionKeyNotConfigured_NamesItAndMakesNothing()
    {
        await EnsuredAsync(_key);

        var error = await Should.ThrowAsync<ServiceKeyException>(() => EnsuredAsync(TestKeys.Encryption("k2")));

        error.MissingKeyId.ShouldBe("k1");
        error.Message.ShouldStartWith("ENCRYPTION_KEY lacks the key \"k1\"");
        _store.Rows.Count.ShouldBe(Purposes.Length);
    }

    [Test]
    public async Task Ensure_RowRelabelledForAnotherPurpose_IsRefused()
    {
        await EnsuredAsync(_key);
        var tenantRow = _store.Rows.Single(r => r.Purpose == ServiceKeyPurpose.TenantToken);
        _store.Rows.Add(new ServiceKey { Kid = tenantRow.Kid, Purpose = ServiceKeyPurpose.AdminToken, Blob = tenantRow.Blob, CreatedAt = tenantRow.CreatedAt });

        var error = await Should.ThrowAsync<ServiceKeyException>(() => EnsuredAsync(_key));

        error.MissingKeyId.ShouldBeNull();
        error.Message.ShouldContain(tenantRow.Kid);
    }

    [Test]
    public async Task Reload_RowDamaged_KeepsTheKeysInUse()
    {
        var ring = await EnsuredAsync(_key);
        var (kid, key) = ring.Current(ServiceKeyPurpose.ApiKeyHash);
        _store.Rows.Single(r => r.Kid == kid).Blob = "v1|k1|damaged";

        await Should.ThrowAsync<ServiceKeyException>(() => ring.ReloadAsync(CancellationToken.None));

        ring.Current(ServiceKeyPurpose.ApiKeyHash).Key.ShouldBe(key);
    }

    [Test]
    public async Task Refresh_KeyAddedElsewhere_VerifiesAtOnceAndSignsWhenEveryReplicaHasSeenIt()
    {
        var ring = await EnsuredAsync(_key);
        var oldKid = ring.Current(ServiceKeyPurpose.TenantToken).Kid;
        var added = Add(ServiceKeyPurpose.TenantToken);

        await ring.RefreshAsync(CancellationToken.None);
        ring.Find(ServiceKeyPurpose.TenantToken, added.Kid).ShouldNotBeNull();
        ring.Current(ServiceKeyPurpose.TenantToken).Kid.ShouldBe(oldKid);

        _clock.Advance(ServiceKeyRing.SettlingTime);
        await ring.RefreshAsync(CancellationToken.None);
        ring.Current(ServiceKeyPurpose.TenantToken).Kid.ShouldBe(added.Kid);
    }

    [Test]
    public async Task Refresh_OldKeyRetiredBeforeTheNewSettled_TakesTheNewAndTheOldStillVerifies()
    {
        var ring = await EnsuredAsync(_key);
        var (oldKid, oldKey) = ring.Current(ServiceKeyPurpose.TenantToken);
        var added = Add(ServiceKeyPurpose.TenantToken);
        await _store.RetireAsync(oldKid, _time.Now, CancellationToken.None);

        await ring.RefreshAsync(CancellationToken.None);

        ring.Current(ServiceKeyPurpose.TenantToken).Kid.ShouldBe(added.Kid);
        ring.Find(ServiceKeyPurpose.TenantToken, oldKid).ShouldBe(oldKey);
    }

    [Test]
    public async Task Refresh_WrappedAnewUnderAKeyNotConfigured_KeepsTheKeysInUseAndSaysSo()
    {
        var ring = await EnsuredAsync(_key);
        var current = ring.Current(ServiceKeyPurpose.AdminToken);
        var row = _store.Rows.Single(r => r.Kid == current.Kid);
        row = new ServiceKey { Kid = row.Kid, Purpose = row.Purpose, Blob = Wrapper(TestKeys.Encryption("k2")).Make(row.Purpose).Blob, CreatedAt = row.CreatedAt };
        _store.Rows[_store.Rows.FindIndex(r => r.Kid == current.Kid)] = row;

        (await Should.ThrowAsync<ServiceKeyException>(() => ring.RefreshAsync(CancellationToken.None))).MissingKeyId.ShouldBe("k2");

        ring.Current(ServiceKeyPurpose.AdminToken).ShouldBe(current);
    }

    private ServiceKey Add(ServiceKeyPurpose purpose)
    {
        _time.Now += TimeSpan.FromDays(1);
        var added = Wrapper(_key).Make(purpose);
        _store.Rows.Add(added);
        return added;
    }

    private async Task<ServiceKeyRing> EnsuredAsync(EncryptionKey key)
    {
        var ring = Ring(key);
        await ring.EnsureAsync(CancellationToken.None);
        return ring;
    }

    private ServiceKeyRing Ring(EncryptionKey key) => new(_store, Wrapper(key), new ServiceKeyChanges(), _clock);

    private ServiceKeyWrapper Wrapper(EncryptionKey key) => new(new SecretBox(new EncryptionKeys([key])), _time);
}
