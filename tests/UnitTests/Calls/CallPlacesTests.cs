using McpService.Application.Calls;
using McpService.Application.Errors;
using McpService.Common.Time;

namespace McpService.UnitTests.Calls;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class CallPlacesTests
{
    private static readonly Guid A = Guid.Parse("019ac000-0000-7000-8000-00000000000a");
    private static readonly Guid B = Guid.Parse("019ac000-0000-7000-8000-00000000000b");
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly ManualTimeProvider _time = new();

    [Test]
    public async Task Enter_Full_GivesPlacesToTenantsInTurn()
    {
        var places = Full(1, waiting: 100);
        var order = new List<string>();
        List<Task> calls = [.. Enumerable.Range(0, 5).Select(i => NoteAsync(A, $"a{i}")), NoteAsync(B, "b0"), NoteAsync(B, "b1")];

        places.Leave();
        await Task.WhenAll(calls);

        order.ShouldBe(["a0", "b0", "a1", "b1", "a2", "a3", "a4"]);
        (places.Taken, places.Waiting).ShouldBe((0, 0));

        async Task NoteAsync(Guid tenant, string name)
        {
            await places.EnterAsync(tenant, null, CancellationToken.None);
            order.Add(name);
            places.Leave();
        }
    }

    [Test]
    public async Task Enter_NoPlaceInTime_IsOverloadedAndLeavesNothingBehind()
    {
        var places = Full(1, waiting: 100);
        var waiting = places.EnterAsync(A, null, CancellationToken.None);

        _time.Advance(Limit);

        await Should.ThrowAsync<OverloadedException>(() => waiting);
        places.Waiting.ShouldBe(0);
        places.Leave();
        places.TryEnter().ShouldBeTrue();
        places.TryEnter().ShouldBeFalse();
    }

    [Test]
    public async Task Enter_CallerGone_GivesItsTurnToTheNext()
    {
        var places = Full(1, waiting: 100);
        using var gone = new CancellationTokenSource();
        var first = places.EnterAsync(A, null, gone.Token);
        var second = places.EnterAsync(B, null, CancellationToken.None);

        await gone.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => first);
        places.Leave();

        await second;
        (places.Taken, places.Waiting).ShouldBe((1, 0));
    }

    [Test]
    public async Task Enter_AfterAWait_HasWhatIsLeftOfTheLimit()
    {
        var places = Full(1, waiting: 100);
        var waiting = places.EnterAsync(A, TimeSpan.FromSeconds(10), CancellationToken.None);
        _time.Advance(TimeSpan.FromSeconds(4));

        places.Leave();

        (await waiting).ShouldBe(TimeSpan.FromSeconds(6));
    }

    [Test]
    public async Task Enter_QueueFull_IsOverloadedAtOnce()
    {
        var places = Full(1, waiting: 1);
        var waiting = places.EnterAsync(A, null, CancellationToken.None);

        await Should.ThrowAsync<OverloadedException>(() => places.EnterAsync(B, null, CancellationToken.None));

        places.Leave();
        await waiting;
    }

    [Test]
    public void TryEnter_OthersWait_DoesNotOvertake()
    {
        var places = Full(1, waiting: 100);
        _ = places.EnterAsync(A, null, CancellationToken.None);

        places.TryEnter().ShouldBeFalse();
    }

    [Test]
    public async Task Enter_ManyThreads_NeverMoreThanThePlacesAndAllGetOne()
    {
        var places = new CallPlaces(new CallPlaceRules(3, 10_000, Limit), TimeProvider.System);
        var (underWay, most, done) = (0, 0, 0);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(async () =>
        {
            for (var call = 0; call < 2_000; call++)
            {
                if (!places.TryEnter()) await places.EnterAsync(i % 2 == 0 ? A : B, null, CancellationToken.None);
                var now = Interlocked.Increment(ref underWay);
                for (var seen = Volatile.Read(ref most); now > seen; seen = Volatile.Read(ref most)) Interlocked.CompareExchange(ref most, now, seen);
                if (call % 16 == 0) await Task.Yield();
                Interlocked.Decrement(ref underWay);
                places.Leave();
                Interlocked.Increment(ref done);
            }
        })));

        done.ShouldBe(16_000);
        most.ShouldBeInRange(1, 3);
        (places.Taken, places.Waiting).ShouldBe((0, 0));
    }

    private CallPlaces Full(int places, int waiting)
    {
        var full = new CallPlaces(new CallPlaceRules(places, waiting, Limit), _time);
        for (var i = 0; i < places; i++) full.TryEnter().ShouldBeTrue();
        return full;
    }
}
