using McpService.Application.Tenants;
using McpService.Application.Upstream;
using McpService.Domain.Tenants;
using McpService.Infrastructure.Persistence.Tenants;
using NUnit.Framework;
using Shouldly;

namespace McpService.UnitTests.Persistence;

[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class TenantCacheTests
{
    private readonly TenantCache _cache = new(capacity: 4, unknownCapacity: 4);

    [Test]
    public void TryGet_StoredAndFresh_IsKnown()
    {
        Store(Tenant("a", "b"), expires: 10);

        Find("a", now: 9)!.ApiKeys.Count.ShouldBe(2);
        Find("b", now: 9).ShouldNotBeNull();
    }

    [Test]
    public void TryGet_Expired_IsNotKnown()
    {
        Store(Tenant("a"), expires: 10);

        _cache.TryGet("a", 10, out _).ShouldBeFalse();
    }

    [Test]
    public void TryGet_KeyThatIsNobodys_IsKnownToBeNobodys()
    {
        _cache.Store(["x"], new Dictionary<string, TenantSnapshot>(), _cache.Changes, 0, 10);

        _cache.TryGet("x", 9, out var tenant).ShouldBeTrue();
        tenant.ShouldBeNull();
        _cache.TryGet("x", 10, out _).ShouldBeFalse();
    }

    [Test]
    public void Forget_Tenant_ForgetsAllItsKeys()
    {
        var tenant = Tenant("a", "b");
        Store(tenant, expires: 10);

        _cache.Forget(tenant.Id);

        _cache.TryGet("a", 1, out _).ShouldBeFalse();
        _cache.TryGet("b", 1, out _).ShouldBeFalse();
    }

    [Test]
    public void Store_ReadBeforeAChange_IsNotKept()
    {
        var changes = _cache.Changes;
        _cache.Forget(Guid.Empty);

        _cache.Store(["a"], Found(Tenant("a")), changes, 0, 10);

        _cache.TryGet("a", 1, out _).ShouldBeFalse();
    }

    [Test]
    public void Store_TenantLostAKey_ForgetsThatKey()
    {
        var tenant = Tenant("a", "b");
        Store(tenant, expires: 10);

        Store(tenant with { ApiKeys = [tenant.ApiKeys[0]] }, expires: 20);

        _cache.TryGet("b", 1, out _).ShouldBeFalse();
        Find("a", now: 15).ShouldNotBeNull();
    }

    [Test]
    public void Store_MoreThanCapacity_StaysBounded()
    {
        for (var i = 0; i < 100; i++)
        {
            Store(Tenant($"k{i}"), expires: i % 2 == 0 ? 0 : 1_000);
            _cache.Store([$"x{i}"], new Dictionary<string, TenantSnapshot>(), _cache.Changes, 1, 1_000);
        }

        Enumerable.Range(0, 100).Count(i => _cache.TryGet($"k{i}", 1, out _)).ShouldBeLessThanOrEqualTo(4);
        Enumerable.Range(0, 100).Count(i => _cache.TryGet($"x{i}", 1, out _)).ShouldBeLessThanOrEqualTo(4);
        Find("k99", now: 1).ShouldNotBeNull();
    }

    [Test]
    public void Store_UnknownKeysByTheThousand_LeaveTenantsIn()
    {
        Store(Tenant("a"), expires: 10);

        for (var i = 0; i < 1_000; i++) _cache.Store([$"x{i}"], new Dictionary<string, TenantSnapshot>(), _cache.Changes, 1, 10);

        Find("a", now: 1).ShouldNotBeNull();
    }

    [Test]
    public void Confirm_Unchanged_ServesOn()
    {
        var tenant = Tenant("a", "b");
        Store(tenant, expires: 10);

        Confirm(tenant, tenant.Revision, expires: 20).ShouldBeSameAs(tenant);

        Find("a", now: 19).ShouldBeSameAs(tenant);
        Find("b", now: 19).ShouldBeSameAs(tenant);
        _cache.TryGet("a", 20, out _).ShouldBeFalse();
    }

    [Test]
    public void Confirm_LookedAtBeforeItWasRead_ShortensNothing()
    {
        var tenant = Tenant("a");
        Store(tenant, expires: 10);

        Confirm(tenant, tenant.Revision, expires: 5).ShouldBeSameAs(tenant);

        Find("a", now: 9).ShouldNotBeNull();
    }

    [Test]
    public void Confirm_ChangedSince_DoesNotServeOn()
    {
        var tenant = Tenant("a");
        Store(tenant, expires: 10);

        Confirm(tenant, tenant.Revision + 1, expires: 20).ShouldBeNull();

        _cache.TryGet("a", 10, out _).ShouldBeFalse();
    }

    [Test]
    public void Confirm_CredentialBecameSuspect_DoesNotServeOn()
    {
        var tenant = Tenant("a");
        Store(tenant, expires: 10);

        Confirm(tenant, tenant.Revision, expires: 20, DateTimeOffset.UnixEpoch).ShouldBeNull();

        _cache.TryGet("a", 10, out _).ShouldBeFalse();
    }

    [Test]
    public void Confirm_ForgottenSinceItWasLookedAt_StaysForgotten()
    {
        var tenant = Tenant("a");
        Store(tenant, expires: 10);
        _cache.Forget(tenant.Id);

        Confirm(tenant, tenant.Revision, expires: 20).ShouldBeNull();

        _cache.TryGet("a", 1, out _).ShouldBeFalse();
    }

    [Test]
    public void Confirm_NotActiveAmongOthers_EachInItsPlace()
    {
        var (tenant, suspended, another) = (Tenant("a"), Tenant("b"), Tenant("c"));
        Store(tenant, expires: 10);
        Store(suspended, expires: 10);
        Store(another, expires: 10);

        var unchanged = _cache.Confirm([tenant.Id, suspended.Id, another.Id], [new TenantState(tenant.Revision, null), null, new TenantState(another.Revision, null)], expires: 20);

        unchanged.ShouldBe([tenant, null, another]);
        Find("c", now: 19).ShouldNotBeNull();
        _cache.TryGet("b", 10, out _).ShouldBeFalse();
    }

    private void Store(TenantSnapshot tenant, long expires) =>
        _cache.Store([.. tenant.ApiKeys.Select(k => k.KeyId)], Found(tenant), _cache.Changes, 1, expires);

    private TenantSnapshot? Find(string keyId, long now) => _cache.TryGet(keyId, now, out var tenant) ? tenant : null;

    private static Dictionary<string, TenantSnapshot> Found(TenantSnapshot tenant) => tenant.ApiKeys.ToDictionary(k => k.KeyId, _ => tenant);

    private static TenantSnapshot Tenant(params string[] keys) => new(
        Guid.CreateVersion7(TimeProvider.System.GetUtcNow()), "tenant-1", "hubspot", TenantStatus.Active, ToolPolicy.Everything, TenantLimits.Default, null, new SealedCredential(Guid.Empty, CredentialKind.Token, "", null),
        [.. keys.Select(k => new ApiKeySnapshot(k, [1], "kid", null))]);

    private TenantSnapshot? Confirm(TenantSnapshot tenant, long revision, long expires, DateTimeOffset? suspectSince = null) =>
        _cache.Confirm([tenant.Id], [new TenantState(revision, suspectSince)], expires)[0];
}
