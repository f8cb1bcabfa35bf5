using McpService.Infrastructure.Telemetry;

namespace McpService.UnitTests.Telemetry;

internal sealed class LabelCapTests
{
    [Test]
    public void Of_BeyondTheCap_IsOther_AndThoseBeforeStay()
    {
        var cap = new LabelCap(2);
        cap.Of("a").ShouldBe("a");
        cap.Of("b").ShouldBe("b");
        cap.Of("c").ShouldBe("other");
        cap.Of("a").ShouldBe("a");
    }

    [Test]
    public void Known_ANameWithoutAPlace_TakesNone()
    {
        var cap = new LabelCap(1);
        cap.Known("a").ShouldBe("other");
        cap.Of("b").ShouldBe("b");
        cap.Known("b").ShouldBe("b");
    }

    [Test]
    public void Of_FromManyThreads_NeverExceedsTheCap()
    {
        var cap = new LabelCap(10);
        var seen = Enumerable.Range(0, 1000).AsParallel().Select(i => cap.Of($"{i % 100}")).ToHashSet();
        seen.Remove("other");
        seen.Count.ShouldBeLessThanOrEqualTo(10);
    }
}
