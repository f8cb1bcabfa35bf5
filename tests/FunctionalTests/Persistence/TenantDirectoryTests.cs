using McpService.Application.Tenants;
using McpService.Common.Time;
using McpService.Domain.Tenants;
using Microsoft.EntityFrameworkCore;
using NUnit.Framework;
using Shouldly;

namespace McpService.FunctionalTests.Persistence;

[TestFixture(Engine.Sqlite)]
[TestFixture(Engine.Postgres)]
public sealed class TenantDirectoryTests(Engine engine)
{
    private readonly ManualTimeProvider _time = new();
    private TestDatabase _database = null!;
    private DatabaseHost _host = null!;
    private Tenant _tenant = null!;

    private string KeyId => _tenant.ApiKeys[0].KeyId;

    [SetUp]
    public async Task SetUpAsync()
    {
        _database = await TestDatabase.CreateAsync(engine);
        _host = await DatabaseHost.StartAsync(_database.Url, _time);
        _tenant = Samples.Tenant();
        await _host.SaveAsync(_tenant);
    }

    [TearDown]
    public async Task TearDownAsync()
    {
        if (_host is not null) await _host.DisposeAsync();
        _database?.Dispose();
    }

    [Test]
    public async Task Find_KeyOfATenant_GivesWhatACallNeeds()
    {
        var found = (await _host.Directory.FindByKeyIdAsync(KeyId, CancellationToken.None)).ShouldNotBeNull();

        found.ShouldSatisfyAllConditions(
            () => found.Id.ShouldBe(_tenant.Id),
            () => found.TenantId.ShouldBe(_tenant.TenantId),
            () => found.IntegrationKey.ShouldBe("hubspot"),
            () => found.Status.ShouldBe(TenantStatus.Active),
            () => found.Tools.ShouldBeSameAs(ToolPolicy.Everything),
            () => found.Limits.ShouldBeSameAs(TenantLimits.Default),
            () => found.Credential!.Version.ShouldBe(_tenant.Credential!.Version),
            () => found.ApiKeys.Single().Hash.ShouldBe(_tenant.ApiKeys[0].Hash));
    }

    [Test]
    public async Task Find_WithinASecond_IsAnsweredFromMemory()
    {
        var first = await _host.Directory.FindByKeyIdAsync(KeyId, CancellationToken.None);
        await SuspendElsewhereAsync();
        _time.Advance(TimeSpan.FromSeconds(0.9));

        var again = _host.Directory.FindByKeyIdAsync(KeyId, CancellationToken.None);

        again.IsCompletedSuccessfully.ShouldBeTrue();
        (await again).ShouldBeSameAs(first);
    }

    [Test]
    public async Task Find_ChangedElsewhere_IsInForceAfterASecond()
    {
        await _host.Directory.FindByKeyIdAsync(KeyId, CancellationToken.None);
        await SuspendElsewhereAsync();
        _time.Advance(TimeSpan.FromSeconds(1));

        (await _host.Directory.FindByKeyIdAsync(KeyId, CancellationToken.None))!.Status.ShouldBe(TenantStatus.Suspended);
    }

    [Test]
    public async Task Find_ChangedHere_IsInForceAtOnce()
    {
        await _host.Directory.FindByKeyIdAsync(KeyId, CancellationToken.None);
        await SuspendElsewhereAsync();

        _host.Directory.Forget(_tenant.Id);

        (await _host.Directory.FindByKeyIdAsync(KeyId, CancellationToken.None))!.Status.ShouldBe(TenantStatus.Suspended);
    }

    [Test]
    public async Task Find_RevokedKeyOrDeletedTenant_IsNobody()
    {
        await _host.WithDatabaseAsync(db => db.ApiKeys.ExecuteUpdateAsync(s => s.SetProperty(k => k.RevokedAt, Samples.Now)));
        (await _host.Directory.FindByKeyIdAsync(KeyId, CancellationToken.None)).ShouldBeNull();

        await _host.WithDatabaseAsync(db => db.ApiKeys.ExecuteUpdateAsync(s => s.SetProperty(k => k.RevokedAt, (DateTimeOffset?)null)));
        await _host.WithDatabaseAsync(db => db.Tenants.ExecuteUpdateAsync(s => s.SetProperty(t => t.Status, TenantStatus.Deleted)));
        _time.Advance(TimeSpan.FromSeconds(1));
        (await _host.Directory.FindByKeyIdAsync(KeyId, CancellationToken.None)).ShouldBeNull();
    }

    [Test]
    public async Task Find_ManyAtOnce_EachGetsItsOwn()
    {
        var tenants = Enumerable.Range(0, 50).Select(i => Samples.Tenant($"T{i}")).ToList();
        foreach (var tenant in tenants) await _host.SaveAsync(tenant);

        var found = await Task.WhenAll(tenants.SelectMany(t => new[] { t, t }).Select(t => Task.Run(() =>
            _host.Directory.FindByKeyIdAsync(t.ApiKeys[0].KeyId, CancellationToken.None).AsTask())));

        found.Select(t => t!.Id).ShouldBe(tenants.SelectMany(t => new[] { t.Id, t.Id }));
    }

    [TestCase("")]
    [TestCase("nobody")]
    [TestCase("no-body")]
    public async Task Find_NobodysKey_IsNull(string keyId) => (await _host.Directory.FindByKeyIdAsync(keyId, CancellationToken.None)).ShouldBeNull();

    private Task<int> SuspendElsewhereAsync() =>
        _host.WithDatabaseAsync(db => db.Tenants.ExecuteUpdateAsync(s => s.SetProperty(t => t.Status, TenantStatus.Suspended)));
}
