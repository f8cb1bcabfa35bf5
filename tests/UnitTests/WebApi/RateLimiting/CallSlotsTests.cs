using McpService.Application.Errors;
using McpService.Application.Limits;
using McpService.Application.Tenants;
using McpService.Domain.Tenants;
using McpService.WebApi.RateLimiting;
using Microsoft.Extensions.Options;

namespace McpService.UnitTests.WebApi.RateLimiting;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class CallSlotsTests
{
    private readonly TenantShares _shares = new();
    private readonly CallSlots _slots;

    public CallSlotsTests() => _slots = new CallSlots(Options.Create(new RateLimitOptions { Concurrency = 2 }), _shares);

    [Test]
    public void Take_DefaultLimitReached_RefusesUntilOneIsGivenBack()
    {
        var tenant = Tenant();
        var first = _slots.Take(tenant);
        _slots.Take(tenant);
        Should.Throw<TooManyCallsException>(() => _slots.Take(tenant)).Code.ShouldBe("tenant_concurrency");

        first.Dispose();

        Should.NotThrow(() => _slots.Take(tenant));
    }

    [Test]
    public void Dispose_Twice_GivesBackOnce()
    {
        var tenant = Tenant();
        var first = _slots.Take(tenant);
        _slots.Take(tenant);
        first.Dispose();
        first.Dispose();

        _slots.Take(tenant);

        Should.Throw<TooManyCallsException>(() => _slots.Take(tenant));
    }

    [Test]
    public void Take_OwnLimit_WinsAndItsChangeHoldsAtOnce()
    {
        var tenant = Tenant(concurrency: 3);
        for (var i = 0; i < 3; i++) _slots.Take(tenant);
        Should.Throw<TooManyCallsException>(() => _slots.Take(tenant));

        Should.NotThrow(() => _slots.Take(tenant with { Limits = new TenantLimits(null, null, 4) }));
    }

    [Test]
    public void Take_AnotherTenant_HasSlotsOfItsOwn()
    {
        var (a, b) = (Tenant(concurrency: 1), Tenant(concurrency: 1));
        _slots.Take(a);
        Should.NotThrow(() => _slots.Take(b));
    }

    [Test]
    public void Take_ManyThreads_NeverExceedsTheLimit()
    {
        var tenant = Tenant(concurrency: 5);
        var taken = 0;
        Parallel.For(0, 1000, _ =>
        {
            try
            {
                _slots.Take(tenant);
                Interlocked.Increment(ref taken);
            }
            catch (TooManyCallsException)
            {
                // That is the point.
            }
        });

        taken.ShouldBe(5);
    }

    [Test]
    public void Take_AskedOfAnotherReplicaToo_HasItsShare()
    {
        var tenant = Tenant(concurrency: 10);
        _shares.Divide([new TenantDemand(tenant.Id, 1, 10)], [[new TenantDemand(tenant.Id, 1, 10)]]);
        for (var i = 0; i < 5; i++) _slots.Take(tenant);

        Should.Throw<TooManyCallsException>(() => _slots.Take(tenant));
        for (var i = 0; i < 10; i++) _slots.TakeReading(tenant);
    }

    [Test]
    public void TakeWanted_TellsWhatWasAskedAtOnceGrantedOrNotAndThenForgets()
    {
        _shares.Report();
        var tenant = Tenant(concurrency: 3);
        _shares.Divide([new TenantDemand(tenant.Id, 1, 1)], [[new TenantDemand(tenant.Id, 1, 2)]]);
        var slot = _slots.Take(tenant);
        for (var i = 0; i < 5; i++) Should.Throw<TooManyCallsException>(() => _slots.Take(tenant));

        _slots.TakeWanted()[tenant.Id].ShouldBe(3, "no more than it may have in all");
        _slots.TakeWanted()[tenant.Id].ShouldBe(1, "what is under way");
        slot.Dispose();
        _slots.TakeWanted();
        _slots.TakeWanted().ShouldBeEmpty();
    }

    private static TenantSnapshot Tenant(int? concurrency = null)
    {
        var id = Guid.CreateVersion7(DateTimeOffset.UnixEpoch);
        return new TenantSnapshot(id, $"tenant-{id:N}", "hubspot", TenantStatus.Active, ToolPolicy.Everything, new TenantLimits(null, null, concurrency), null, null, []);
    }
}
