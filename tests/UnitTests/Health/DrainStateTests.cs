using McpService.Application.Health;
using McpService.Common.Time;

namespace McpService.UnitTests.Health;

internal sealed class DrainStateTests
{
    [Test]
    public void Close_ServesWhoWasLetInAtTheLastMomentAndThenNobody()
    {
        var time = new ManualTimeProvider();
        using var drain = new DrainState(time);

        drain.Close();
        (drain.IsDraining, drain.IsClosing).ShouldBe((true, false));

        time.Advance(TimeSpan.FromSeconds(3));
        drain.IsClosing.ShouldBeTrue();
        drain.Over.IsCancellationRequested.ShouldBeFalse();

        time.Advance(DrainState.ClosingLimit);
        (drain.Over.IsCancellationRequested, drain.CutOff.IsCancellationRequested).ShouldBe((true, true));
    }

    [Test]
    public void Begin_Alone_ClosesNothing()
    {
        var time = new ManualTimeProvider();
        using var drain = new DrainState(time);

        drain.Begin();
        time.Advance(TimeSpan.FromMinutes(5));

        (drain.IsDraining, drain.IsClosing, drain.Over.IsCancellationRequested).ShouldBe((true, false, false));
    }
}
