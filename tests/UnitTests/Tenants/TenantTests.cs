using McpService.Application.Tenants;
using McpService.Domain;
using McpService.Domain.Tenants;

namespace McpService.UnitTests.Tenants;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class TenantTests
{
    private static readonly DateTimeOffset Now = new(2031, 5, 6, 7, 8, 9, TimeSpan.Zero);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private readonly Tenant _tenant = new(Guid.CreateVersion7(Now), "Acme", Integrations.Parse("hubspot"), Now);
    private int _keys;

    [Test]
    public void Suspend_Suspended_Conflicts()
    {
        _tenant.Suspend(Now);
        Should.Throw<ConflictException>(() => _tenant.Suspend(Now)).Code.ShouldBe("tenant_already_suspended");
        _tenant.Resume(Now);
        _tenant.Status.ShouldBe(TenantStatus.Active);
    }

    [Test]
    public void Resume_Active_Conflicts() => Should.Throw<ConflictException>(() => _tenant.Resume(Now)).Code.ShouldBe("tenant_not_suspended");

    [Test]
    public void Change_Any_CountsAndIsDated()
    {
        Action<DateTimeOffset>[] changes =
        [
            at => _tenant.Rename("B", at),
            at => _tenant.ChangeIntegrations(Integrations.Parse("gmail"), at),
            at => _tenant.SetTools(ToolPolicy.Everything, at),
            at => _tenant.SetLimits(TenantLimits.Default, at),
            at => _tenant.SetTimeout(5, at),
            at => _tenant.Suspend(at),
            at => _tenant.Resume(at),
            at => Add(at),
            at => Rotate(null, Day, at),
            at => _tenant.RevokeApiKey(_tenant.ApiKeys[0], at),
            at => _tenant.Delete(at),
        ];
        foreach (var change in changes)
        {
            var (revision, at) = (_tenant.Revision, _tenant.UpdatedAt + Day);
            change(at);
            _tenant.Revision.ShouldBe(revision + 1);
            _tenant.UpdatedAt.ShouldBe(at);
        }
    }

    [Test]
    public void Delete_Tenant_KeepsIdsAndTimesOnly()
    {
        Add(Now);
        _tenant.SetTools(new ToolPolicy(["a"], []), Now);
        _tenant.SetLimits(new TenantLimits(1, 2, 3), Now);
        _tenant.SetTimeout(5, Now);

        _tenant.Delete(Now + Day);

        (_tenant.Name, _tenant.IntegrationKey, _tenant.Status, _tenant.DeletedAt).ShouldBe(("", "", TenantStatus.Deleted, Now + Day));
        (_tenant.Tools, _tenant.Limits, _tenant.TimeoutSeconds).ShouldBe((ToolPolicy.Everything, TenantLimits.Default, null));
        _tenant.ApiKeys.ShouldBeEmpty();
        _tenant.Credential.ShouldBeNull();
        _tenant.TenantId.ShouldStartWith("tenant-");
    }

    [Test]
    public void RotateApiKey_WithOverlap_OldKeyEndsAtItsEnd()
    {
        var old = Add(Now);

        var (added, previous) = Rotate(old, Day, Now);

        (old.ExpiresAt, previous, added.ExpiresAt).ShouldBe((Now + Day, Now + Day, null));
        old.IsUsable(Now + Day - TimeSpan.FromTicks(1)).ShouldBeTrue();
        old.IsUsable(Now + Day).ShouldBeFalse();
    }

    [Test]
    public void RotateApiKey_WithoutOverlap_LeavesTheNewKeyAlone()
    {
        var old = Add(Now);
        Rotate(old, Day, Now);

        var (added, previous) = Rotate(null, TimeSpan.Zero, Now);

        previous.ShouldBe(Now);
        _tenant.ApiKeys.ShouldBe([added]);
    }

    [Test]
    public void RotateApiKey_OneOfSeveral_LeavesTheOthersAlone()
    {
        var (first, second) = (Add(Now), Add(Now));

        Rotate(first, Day, Now);

        second.ExpiresAt.ShouldBeNull();
    }

    [Test]
    public void RotateApiKey_InALongerOverlap_NeverProlongsAKey()
    {
        var old = Add(Now);
        Rotate(old, Day, Now);

        var (_, previous) = Rotate(old, Day * 7, Now);

        (old.ExpiresAt, previous).ShouldBe((Now + Day, Now + Day));
    }

    [Test]
    public void RotateApiKey_NoUsableKey_HasNoPreviousEnd() => Rotate(null, Day, Now).PreviousExpiresAt.ShouldBeNull();

    [Test]
    public void RotateApiKey_TenantSuspended_Conflicts()
    {
        var old = Add(Now);
        _tenant.Suspend(Now);

        Should.Throw<ConflictException>(() => Rotate(old, TimeSpan.Zero, Now)).Code.ShouldBe("tenant_suspended");
        old.IsUsable(Now).ShouldBeTrue();
    }

    [Test]
    public void AddApiKey_AtTheCap_ConflictsUntilOneCannotBeUsed()
    {
        for (var i = 0; i < Tenant.MaxApiKeys; i++) Add(Now);
        Should.Throw<ConflictException>(() => Add(Now)).Code.ShouldBe("too_many_api_keys");

        _tenant.RevokeApiKey(_tenant.ApiKeys[3], Now);

        Add(Now);
        _tenant.ApiKeys.Count.ShouldBe(Tenant.MaxApiKeys);
        _tenant.ApiKeys.ShouldAllBe(k => k.IsUsable(Now));
    }

    [Test]
    public void FindUsableApiKey_RevokedOrUnknown_IsNull()
    {
        var key = Add(Now);
        _tenant.FindUsableApiKey(key.KeyId, Now).ShouldBe(key);

        _tenant.RevokeApiKey(key, Now);

        _tenant.FindUsableApiKey(key.KeyId, Now).ShouldBeNull();
        _tenant.FindUsableApiKey("nobodys", Now).ShouldBeNull();
    }

    [TestCase(8, false, false)]
    [TestCase(7, false, true)]
    [TestCase(0, true, false)]
    [TestCase(-1, true, false)]
    public void Credential_WithAnEnd_SaysWhetherItIsNear(int days, bool isExpired, bool expiresSoon)
    {
        var credential = new UpstreamCredential(_tenant.Id, Guid.CreateVersion7(Now), CredentialKind.Token, "v1|k|n|c|t", "f", Now.AddDays(days), Now);
        (credential.IsExpired(Now), credential.ExpiresSoon(Now)).ShouldBe((isExpired, expiresSoon));
    }

    [Test]
    public void Credential_WithoutAnEnd_NeverExpires()
    {
        var credential = new UpstreamCredential(_tenant.Id, Guid.CreateVersion7(Now), CredentialKind.Token, "v1|k|n|c|t", "f", null, Now);
        (credential.IsExpired(Now), credential.ExpiresSoon(Now)).ShouldBe((false, false));
    }

    private ApiKey Add(DateTimeOffset now) => _tenant.AddApiKey(Guid.CreateVersion7(now), NewKey(), now);

    private (ApiKey Added, DateTimeOffset? PreviousExpiresAt) Rotate(ApiKey? replaced, TimeSpan overlap, DateTimeOffset now) =>
        _tenant.RotateApiKey(Guid.CreateVersion7(now), NewKey(), replaced, overlap, now);

    private NewApiKey NewKey() => new($"key{_keys++}", new byte[32], "kid-1");
}
