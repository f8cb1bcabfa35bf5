using McpService.Common.Time;
using McpService.Domain.Tenants;
using McpService.Infrastructure.Persistence.Database;
using McpService.Infrastructure.Persistence.Tenants;
using NUnit.Framework;
using Shouldly;

namespace McpService.UnitTests.Replication;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class TenantChangeFeedTests
{
    private static readonly Guid Tenant = new("0190b5a2-0000-7000-8000-000000000001");
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    private readonly ManualTimeProvider _time = new();
    private readonly TenantChangeFeed _changes = new(new TenantDirectory(null!, new TenantCache(10, 10), TimeProvider.System));

    [Test]
    public async Task Take_SeveralChanged_GivesThemOnce()
    {
        _changes.Add(Tenant);
        _changes.Add(Tenant);

        (await TakeAsync()).ShouldNotBeNull().ShouldHaveSingleItem().ShouldBe(Tenant);

        var next = TakeAsync();
        _time.Advance(Limit);
        (await next).ShouldBeNull();
    }

    [Test]
    public async Task Take_ChangeComesWhileWaiting_ReturnsAtOnce()
    {
        var waiting = TakeAsync();

        _changes.Add(Tenant);

        (await waiting).ShouldNotBeNull().ShouldContain(Tenant);
    }

    [Test]
    public async Task Take_SomethingMayHaveBeenMissed_IsAnyTenant()
    {
        _changes.Add(Tenant);
        _changes.AddAny();

        (await TakeAsync()).ShouldBeNull();
    }

    [TestCase("0190b5a2-0000-7000-8000-000000000001")]
    public void Announcement_OfATenant_IsReadAsItWasWritten(string text) =>
        Announcement.Parse(Announcement.TenantChanged(Guid.Parse(text)).ToString()).ShouldBe(Announcement.TenantChanged(Guid.Parse(text)));

    [TestCase("keys", false)]
    [TestCase("", true)]
    [TestCase("something newer", true)]
    public void Announcement_Other_IsKeysOrUnknown(string text, bool isUnknown) =>
        Announcement.Parse(text).ShouldBe(isUnknown ? null : Announcement.ServiceKeysChanged);

    private Task<IReadOnlySet<Guid>?> TakeAsync() => _changes.TakeAsync(Limit, _time, CancellationToken.None);
}
