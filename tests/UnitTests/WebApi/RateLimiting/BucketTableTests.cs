using McpService.Common.Time;
using McpService.WebApi.RateLimiting;

namespace McpService.UnitTests.WebApi.RateLimiting;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class BucketTableTests
{
    private static readonly Rate OnePerMinute = new(1, TimeSpan.FromMinutes(1), Burst: 1);

    private readonly ManualTimeProvider _time = new();

    [Test]
    public void Take_OtherKey_IsUnaffected()
    {
        var table = new BucketTable<int>(_time, capacity: 10);
        table.Take(1, OnePerMinute).Granted.ShouldBeTrue();
        table.Take(1, OnePerMinute).Granted.ShouldBeFalse();
        table.Take(2, OnePerMinute).Granted.ShouldBeTrue();
    }

    [Test]
    public void Take_TableFull_ForgetsOnlyWhoHasRested()
    {
        var table = new BucketTable<int>(_time, capacity: 2);
        table.Take(1, OnePerMinute);
        _time.Advance(TimeSpan.FromSeconds(61));
        table.Take(2, OnePerMinute);
        table.Take(3, OnePerMinute);
        table.Take(2, OnePerMinute).Granted.ShouldBeFalse();
    }

    [Test]
    public void Take_FloodOfKeys_StaysBounded()
    {
        var table = new BucketTable<int>(_time, capacity: 100);
        for (var key = 0; key < 100_000; key++) table.Take(key, OnePerMinute);
        table.Count.ShouldBeLessThanOrEqualTo(100);
    }
}
