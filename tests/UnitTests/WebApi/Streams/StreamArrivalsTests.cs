using McpService.Common.Time;
using McpService.WebApi.Streams;

namespace McpService.UnitTests.WebApi.Streams;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class StreamArrivalsTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly StreamArrivals _arrivals;

    public StreamArrivalsTests() => _arrivals = new StreamArrivals(_time);

    [TestCase(true)]
    [TestCase(false)]
    public async Task Message_AfterItsStreamWasAskedFor_WaitsUntilThatHasPassed(bool isRequest)
    {
        using var stream = _arrivals.Begin("ticket");
        var waits = WaitAsync("ticket", isRequest);
        waits.IsCompleted.ShouldBeFalse();

        stream.Pass();

        await waits;
    }

    [Test]
    public async Task Message_OfAStreamThatComesToNothing_GoesOn()
    {
        Warm();
        Task waits;
        using (_arrivals.Begin("ticket")) waits = WaitAsync("ticket");

        await waits;
    }

    [Test]
    public async Task Message_OfAStreamThatDoesNotCome_GoesOnAfterASecond()
    {
        using var stream = _arrivals.Begin("ticket");
        var waits = WaitAsync("ticket");

        _time.Advance(TimeSpan.FromMilliseconds(900));
        waits.IsCompleted.ShouldBeFalse();
        _time.Advance(TimeSpan.FromMilliseconds(101));

        await waits;
    }

    [Test]
    public void Message_OfAnotherSession_DoesNotWait()
    {
        Warm();
        using var stream = _arrivals.Begin("ticket");

        WaitAsync("other").IsCompleted.ShouldBeTrue();
        WaitAsync(null).IsCompleted.ShouldBeTrue();
    }

    [Test]
    public async Task Request_InAProcessThatPassedNoStreamYet_LeavesTheFirstAMoment()
    {
        WaitAsync("ticket", isRequest: false).IsCompleted.ShouldBeTrue();
        var (first, second) = (WaitAsync("ticket"), WaitAsync("ticket"));
        first.IsCompleted.ShouldBeFalse();

        Warm();

        await Task.WhenAll(first, second);
        WaitAsync("ticket").IsCompleted.ShouldBeTrue();
    }

    [Test]
    public async Task Requests_OfClientsThatWantNoStreams_WaitTwentyTimesInAll()
    {
        var waits = Enumerable.Range(0, 20).Select(_ => WaitAsync("ticket")).ToList();

        WaitAsync("ticket").IsCompleted.ShouldBeTrue();
        waits.ShouldAllBe(wait => !wait.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(151));

        await Task.WhenAll(waits);
    }

    private void Warm()
    {
        using var stream = _arrivals.Begin("warm");
        stream.Pass();
    }

    private Task WaitAsync(string? ticket, bool isRequest = true) => _arrivals.WaitAsync(ticket, isRequest, CancellationToken.None).AsTask();
}
