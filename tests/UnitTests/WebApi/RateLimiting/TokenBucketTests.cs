using McpService.Common.Time;
using McpService.WebApi.RateLimiting;

namespace McpService.UnitTests.WebApi.RateLimiting;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class TokenBucketTests
{
    private static readonly Rate TwoPerSecond = new(2, TimeSpan.FromSeconds(1), Burst: 3);

    private readonly ManualTimeProvider _time = new();
    private readonly TokenBucket _bucket = new();

    [Test]
    public void Take_Burst_ThenTrueWait()
    {
        for (var left = 2; left >= 0; left--) Take().Remaining.ShouldBe(left);

        var refused = Take();
        refused.Granted.ShouldBeFalse();
        refused.RetryAfter.ShouldBe(TimeSpan.FromMilliseconds(500));
        refused.Limit.ShouldBe(3);

        _time.Advance(refused.RetryAfter - TimeSpan.FromTicks(1));
        Take().Granted.ShouldBeFalse();
        _time.Advance(TimeSpan.FromTicks(1));
        Take().Granted.ShouldBeTrue();
        Take().Granted.ShouldBeFalse();
    }

    [Test]
    public void Take_AfterRest_HasOneBurstAndNoMore()
    {
        Take();
        _time.Advance(TimeSpan.FromHours(1));
        Enumerable.Range(0, 10).Count(_ => Take().Granted).ShouldBe(3);
    }

    [Test]
    public void Take_RateRaised_HoldsAtOnce()
    {
        for (var i = 0; i < 3; i++) Take();
        _bucket.Take(new Rate(2, TimeSpan.FromSeconds(1), Burst: 10), _time.GetTimestamp(), _time).Granted.ShouldBeTrue();
    }

    [TestCase(0.5, 5, 1000)]
    [TestCase(0.1, 1, 5000)]
    [TestCase(0.01, 1, 50_000)]
    public void Take_Share_HasThatPartOfBurstAndRateAndOneInAnyCase(double share, int burst, int retryMilliseconds)
    {
        var rate = new Rate(2, TimeSpan.FromSeconds(1), Burst: 10, share);
        Enumerable.Range(0, 20).Count(_ => _bucket.Take(rate, _time.GetTimestamp(), _time).Granted).ShouldBe(burst);

        _bucket.Look(rate, _time.GetTimestamp(), _time).RetryAfter.TotalMilliseconds.ShouldBe(retryMilliseconds, 1);
    }

    [Test]
    public async Task Take_ManyAtOnce_GrantsNoMoreThanTheBurst()
    {
        var rate = new Rate(1, TimeSpan.FromHours(1), Burst: 1000);
        var granted = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
            Enumerable.Range(0, 500).Count(_ => _bucket.Take(rate, _time.GetTimestamp(), _time).Granted))));
        granted.Sum().ShouldBe(1000);
    }

    private RateDecision Take() => _bucket.Take(TwoPerSecond, _time.GetTimestamp(), _time);
}
