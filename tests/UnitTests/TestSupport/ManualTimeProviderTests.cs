using McpService.Common.Time;
using NUnit.Framework;
using Shouldly;

namespace McpService.UnitTests.TestSupport;

[TestFixture]
internal sealed class ManualTimeProviderTests
{
    private readonly ManualTimeProvider _clock = new();

    [Test]
    public void Advance_UtcNowAndTimestamp_MoveTogether()
    {
        var (now, timestamp) = (_clock.GetUtcNow(), _clock.GetTimestamp());
        _clock.Advance(TimeSpan.FromSeconds(90));
        (_clock.GetUtcNow() - now).ShouldBe(TimeSpan.FromSeconds(90));
        _clock.GetElapsedTime(timestamp).ShouldBe(TimeSpan.FromSeconds(90));
    }

    [Test]
    public void Advance_OneShotTimer_FiresOnceWhenDue()
    {
        var fired = 0;
        using var timer = _clock.CreateTimer(_ => fired++, null, TimeSpan.FromSeconds(2), Timeout.InfiniteTimeSpan);
        _clock.Advance(TimeSpan.FromSeconds(1));
        fired.ShouldBe(0);
        _clock.Advance(TimeSpan.FromSeconds(10));
        fired.ShouldBe(1);
        _clock.ActiveTimers.ShouldBe(0);
    }

    [Test]
    public void Advance_PeriodicTimer_FiresAtEachOfItsTimes()
    {
        var start = _clock.GetUtcNow();
        var fired = new List<double>();
        using var timer = _clock.CreateTimer(
            _ => fired.Add((_clock.GetUtcNow() - start).TotalSeconds), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));
        _clock.Advance(TimeSpan.FromSeconds(6));
        fired.ShouldBe([1, 3, 5]);
    }

    [Test]
    public void Advance_SeveralTimers_FireInOrderDue()
    {
        var fired = new List<string>();
        using var later = _clock.CreateTimer(_ => fired.Add("later"), null, TimeSpan.FromSeconds(2), Timeout.InfiniteTimeSpan);
        using var sooner = _clock.CreateTimer(_ => fired.Add("sooner"), null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        _clock.Advance(TimeSpan.FromSeconds(3));
        fired.ShouldBe(["sooner", "later"]);
    }

    [Test]
    public void Change_FromCallback_FiresAgainWithinSameAdvance()
    {
        var fired = 0;
        ITimer? timer = null;
        timer = _clock.CreateTimer(
            _ =>
            {
                if (++fired < 3) timer!.Change(TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
            },
            null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        _clock.Advance(TimeSpan.FromSeconds(10));
        fired.ShouldBe(3);
        timer.Dispose();
    }

    [Test]
    public void Dispose_Timer_NeverFires()
    {
        var fired = 0;
        _clock.CreateTimer(_ => fired++, null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan).Dispose();
        _clock.Advance(TimeSpan.FromMinutes(1));
        fired.ShouldBe(0);
    }

    [Test]
    public async Task Advance_TaskDelay_Completes()
    {
        var delay = Task.Delay(TimeSpan.FromHours(1), _clock);
        await _clock.WaitForTimersAsync();
        delay.IsCompleted.ShouldBeFalse();
        _clock.Advance(TimeSpan.FromHours(1));
        await delay;
    }

    [Test]
    public void Advance_CancelAfter_Cancels()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(30), _clock);
        _clock.Advance(TimeSpan.FromSeconds(29));
        timeout.IsCancellationRequested.ShouldBeFalse();
        _clock.Advance(TimeSpan.FromSeconds(1));
        timeout.IsCancellationRequested.ShouldBeTrue();
    }

    [Test]
    public void Advance_Backwards_Refused() =>
        Should.Throw<ArgumentOutOfRangeException>(() => _clock.Advance(TimeSpan.FromSeconds(-1)));
}
