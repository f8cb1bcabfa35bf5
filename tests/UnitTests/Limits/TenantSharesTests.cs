using McpService.Application.Limits;

namespace McpService.UnitTests.Limits;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class TenantSharesTests
{
    private static readonly Guid Tenant = Guid.Parse("019ac000-0000-7000-8000-000000000001");
    private static readonly Guid Another = Guid.Parse("019ac000-0000-7000-8000-000000000002");

    private readonly TenantShares _shares = new();

    [Test]
    public void Of_SeenHereAlone_HasAllOfIt()
    {
        _shares.Divide([new(Tenant, 500, 50)], [[new(Another, 500, 50)]]);

        _shares.Of(Tenant).OfRate(50).ShouldBe(1);
        _shares.Of(Tenant).OfCalls(50).ShouldBe(50);
    }

    [TestCase(300, 100, 0.75)]
    [TestCase(100, 300, 0.25)]
    public void Of_MoreIsAskedThanThereIs_IsDividedByDemand(float here, float there, double share)
    {
        _shares.Divide([new(Tenant, here, (int)here)], [[new(Tenant, there, (int)there)]]);

        _shares.Of(Tenant).OfRate(50).ShouldBe(share, 0.0001);
        _shares.Of(Tenant).OfCalls(40).ShouldBe((int)(40 * share));
    }

    [Test]
    public void Of_LessIsAskedThanThereIs_MayUseWhatOthersLeave()
    {
        _shares.Divide([new(Tenant, 1, 1)], [[new(Tenant, 10, 10)]]);

        _shares.Of(Tenant).OfRate(50).ShouldBe(0.8, 0.0001);
        _shares.Of(Tenant).OfCalls(50).ShouldBe(40);
    }

    [Test]
    public void Of_HardlyAnythingAskedHere_HasOneCallAndAPartOfTheRate()
    {
        _shares.Divide([new(Tenant, 0.2f, 0)], [[new(Tenant, 100_000, 10_000)]]);

        _shares.Of(Tenant).OfRate(1).ShouldBeGreaterThan(0);
        _shares.Of(Tenant).OfCalls(1).ShouldBe(1);
    }

    [Test]
    public void Of_ManyReplicas_GivesNoMoreThanTheLimitInAll()
    {
        var demands = Enumerable.Range(1, 7).Select(i => new TenantDemand(Tenant, i * 40, i * 20)).ToList();
        var (rate, calls) = (0.0, 0);
        foreach (var own in demands)
        {
            _shares.Divide([own], [.. demands.Where(d => d != own).Select(d => new[] { d })]);
            rate += _shares.Of(Tenant).OfRate(50);
            calls += _shares.Of(Tenant).OfCalls(50);
        }

        rate.ShouldBe(1, 0.0001);
        calls.ShouldBeInRange(44, 50);
    }

    [Test]
    public void Divide_OthersGone_AllIsHereAgain()
    {
        _shares.Divide([new(Tenant, 100, 10)], [[new(Tenant, 100, 10)]]);
        _shares.Divide([new(Tenant, 100, 10)], []);

        _shares.Of(Tenant).OfRate(50).ShouldBe(1);
        _shares.Count.ShouldBe(0);
    }
}
