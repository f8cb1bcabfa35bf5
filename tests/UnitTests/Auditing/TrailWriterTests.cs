using System.Diagnostics.Metrics;
using McpService.Application.Auditing;
using McpService.Application.Errors;
using McpService.Common.Time;
using McpService.Common.Waiting;
using McpService.Domain.Auditing;
using McpService.Infrastructure.Auditing;
using McpService.Infrastructure.Auditing.Chain;
using McpService.Infrastructure.Auditing.Writing;
using McpService.Infrastructure.Persistence.Database;
using McpService.UnitTests.Security;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace McpService.UnitTests.Auditing;

[TestFixture]
internal sealed class TrailWriterTests
{
    private const int Queue = 1_000;

    private readonly ManualTimeProvider _time = new();
    private MemoryTrail _trail = null!;
    private TrailCommits _commits = null!;
    private TrailWriter _writer = null!;

    [SetUp]
    public Task SetUpAsync() => StartAsync(AuditDurability.BeforeCall);

    [TearDown]
    public async Task TearDownAsync()
    {
        _trail.Hold.TrySetResult();
        await _writer.StopAsync(CancellationToken.None);
        await _writer.DisposeAsync();
    }

    [Test]
    public async Task Begin_WhileACommitIsUnderWay_ShareTheNext()
    {
        _trail.Hold = new TaskCompletionSource();
        var first = BeginAsync();
        await _trail.Changed.UntilAsync(() => _trail.Tries == 1);
        var others = Enumerable.Range(0, 300).Select(_ => BeginAsync()).ToList();

        _trail.Hold.SetResult();
        await Task.WhenAll(others.Append(first));

        _trail.Batches.Count.ShouldBe(2);
        _trail.Batches.Select(b => b.Sequence).ShouldBe([1, 2]);
    }

    [Test]
    public async Task End_Alone_IsWrittenAMomentLater()
    {
        var open = await BeginAsync();
        open.Close();
        _trail.Entries.ShouldBeEmpty();

        await _time.WaitForTimersAsync();
        _time.Advance(TimeSpan.FromMilliseconds(20));

        await _trail.Changed.UntilAsync(() => _trail.Entries.Count == 1);
    }

    [Test]
    public async Task OpenFrom_CallsOfAnOldBatchStillOpen_IsThatBatchUntilTheyEnd()
    {
        var slow = await BeginAsync();
        var fast = await BeginAsync();
        fast.Close();
        await _writer.CommitAsync();
        _trail.Batches[^1].OpenFrom.ShouldBe(1);

        slow.Close();
        await _writer.CommitAsync();
        await BeginAsync();

        _trail.Batches[^1].OpenFrom.ShouldBe(_trail.Batches[^1].Sequence);
    }

    [Test]
    public async Task Begin_DatabaseAway_IsRefusedAndWhatEndedIsKept()
    {
        var call = await BeginAsync();
        _trail.Failure = new TimeoutException();
        call.Close();

        (await Should.ThrowAsync<UnavailableException>(BeginAsync)).Code.ShouldBe("database_unavailable");
        _trail.Failure = null;
        await BeginAsync();
        await _writer.CommitAsync();

        _trail.Entries.Count(e => e.Outcome == AuditOutcome.Success).ShouldBe(1);
    }

    [Test]
    public async Task Begin_CommittedButTheAnswerLost_IsConcludedAsNotSent()
    {
        await BeginAsync();
        _trail.LosesAnswer = true;
        var entry = Entry();

        await Should.ThrowAsync<UnavailableException>(() => _writer.BeginAsync(entry).AsTask());
        await BeginAsync();
        await _writer.CommitAsync();

        _trail.Batches.Select(b => b.Sequence).ShouldBe(Enumerable.Range(1, _trail.Batches.Count).Select(i => (long)i));
        _trail.Entries.Single(e => e.Id == entry.Id).Outcome.ShouldBe(AuditOutcome.NotSent);
    }

    [Test]
    public async Task Begin_CommitFailedBeforeItHappened_IsWrittenAgainWithTheSameMac()
    {
        await BeginAsync();
        _trail.Failure = new TimeoutException();
        await Should.ThrowAsync<UnavailableException>(BeginAsync);
        var lost = _trail.Tried[^1];
        _trail.Failure = null;

        await BeginAsync();

        _trail.Batches.Single(b => b.Sequence == lost.Sequence).Mac.ShouldBe(lost.Mac);
    }

    /// <summary>A server that hung, and whose answer nobody waited for.</summary>
    [Test]
    public async Task Begin_CommitCarriedOutAfterItWasGivenUpOn_IsNotWrittenTwiceAndTheChainGoesOn()
    {
        await BeginAsync();
        _trail.CommitsLate = true;
        await Should.ThrowAsync<UnavailableException>(BeginAsync);

        await BeginAsync();
        await BeginAsync();

        _trail.Batches.Select(b => (b.Writer, b.Sequence)).ShouldBe([(1, 1), (1, 2), (1, 3), (1, 4)]);
    }

    /// <summary>One bad row is no reason to lose those that were in the same commit, whatever became of it at first.</summary>
    [Test]
    public async Task End_OneRowRefusedWhenTheCommitIsWrittenAgain_WritesTheOthers()
    {
        var open = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => BeginAsync()));
        var bad = Entry();
        var refused = await _writer.BeginAsync(bad);
        _trail.Failure = new TimeoutException();
        foreach (var call in open.Append(refused)) call.Close();
        await _writer.CommitAsync();
        (_trail.Failure, _trail.Refuses) = (null, bad);

        await _writer.CommitAsync();

        _trail.Entries.Count.ShouldBe(5);
        _trail.Entries.ShouldNotContain(bad);
    }

    /// <summary>Those who come while a commit hangs have their own time.</summary>
    [Test]
    public async Task Begin_WhileACommitFails_HasATryOfItsOwn()
    {
        await BeginAsync();
        (_trail.Hold, _trail.FailsOnce) = (new TaskCompletionSource(), true);
        var first = BeginAsync();
        await _trail.Changed.UntilAsync(() => _trail.Tries == 2);
        var behind = BeginAsync();

        _trail.Hold.SetResult();

        await Should.ThrowAsync<UnavailableException>(() => first);
        await behind;
    }

    [Test]
    public async Task Stop_Twice_ClosesAndDoesNotHang()
    {
        (await BeginAsync()).Close();

        await _writer.StopAsync(CancellationToken.None);
        await _writer.StopAsync(CancellationToken.None);
        await _writer.CommitAsync();

        _trail.Closed.ShouldBe([1L]);
        _trail.Entries.Count.ShouldBe(1);
    }

    /// <summary>An answer that was still on its way.</summary>
    [Test]
    public async Task End_AfterTheStop_IsWrittenAllTheSame()
    {
        var open = await BeginAsync();
        await _writer.StopAsync(CancellationToken.None);

        open.Close();
        await _time.WaitForTimersAsync();
        _time.Advance(TimeSpan.FromMilliseconds(20));

        await _trail.Changed.UntilAsync(() => _trail.Entries.Count == 1);
    }

    [Test]
    public async Task Begin_DatabaseBehindWhatItCommitted_ANewChainNamesWhatWasLost()
    {
        await BeginAsync();
        await BeginAsync();
        var lost = _commits.Head!;
        _trail.Batches.RemoveAt(1);
        _trail.Failure = new TimeoutException();
        await Should.ThrowAsync<UnavailableException>(BeginAsync);
        _trail.Failure = null;

        await BeginAsync();

        var first = _trail.Batches.First(b => b.Writer != lost.Writer);
        first.Sequence.ShouldBe(1);
        var named = TrailHeads.Read(first.Heads).Single(h => h.IsLost);
        (named.Writer, named.Sequence).ShouldBe((lost.Writer, 2L));
        named.Mac.ShouldBe(lost.Mac);
    }

    [Test]
    public async Task Begin_WriterWasClosed_GoesOnUnderANewOne()
    {
        await BeginAsync();
        _trail.Closed.Add(_commits.Head!.Writer);

        await BeginAsync();

        _trail.Batches.Select(b => (b.Writer, b.Sequence)).ShouldBe([(1, 1), (2, 1)]);
    }

    [Test]
    public async Task Begin_CommitHangs_RefusesThisBatchAndThoseBehindIt()
    {
        _trail.Hold = new TaskCompletionSource();
        var first = BeginAsync();
        await _trail.Changed.UntilAsync(() => _trail.Tries == 1);
        var behind = BeginAsync();
        await _time.WaitForTimersAsync(2);

        _time.Advance(TimeSpan.FromSeconds(1.9));

        await Should.ThrowAsync<UnavailableException>(() => first);
        await Should.ThrowAsync<UnavailableException>(() => behind);
    }

    [Test]
    public async Task End_OneRowRefused_WritesTheOthers()
    {
        var open = await Task.WhenAll(Enumerable.Range(0, 11).Select(_ => BeginAsync()));
        var bad = Entry();
        var refused = await _writer.BeginAsync(bad);
        _trail.Refuses = bad;

        foreach (var call in open.Append(refused)) call.Close();
        await _writer.CommitAsync();

        _trail.Entries.Count.ShouldBe(11);
        _trail.Entries.ShouldNotContain(bad);
    }

    [Test]
    public async Task Begin_QueueFull_IsOverloadedAndNothingIsDropped()
    {
        await StartAsync(AuditDurability.Buffered);
        _trail.Failure = new TimeoutException();
        for (var i = 0; i < Queue; i++) await BeginAsync();

        (await Should.ThrowAsync<UnavailableException>(BeginAsync)).Code.ShouldBe("overloaded");

        _trail.Failure = null;
        await _writer.CommitAsync();
        (await BeginAsync()).ShouldNotBeNull();
    }

    [Test]
    public async Task Stop_RowsLeft_AreWritten()
    {
        var open = new List<IOpenCall>();
        for (var i = 0; i < Queue - 1; i++) open.Add(await BeginAsync());
        foreach (var call in open) call.Close();

        await _writer.StopAsync(CancellationToken.None);

        _trail.Entries.Count.ShouldBe(Queue - 1);
        _trail.Closed.ShouldBe([1L]);
        await Should.ThrowAsync<UnavailableException>(BeginAsync);
    }

    private sealed class Meters : IMeterFactory
    {
        public Meter Create(MeterOptions options) => new(options);

        public void Dispose()
        {
        }
    }

    private async Task<IOpenCall> BeginAsync() => await _writer.BeginAsync(Entry());

    private AuditEntry Entry() => new() { Id = Guid.CreateVersion7(_time.GetUtcNow()), Action = AuditAction.ToolCall, Actor = AuditActor.Tenant, Tool = "echo" };

    private async Task StartAsync(AuditDurability durability)
    {
        var state = new DatabaseState();
        state.Ready();
        _trail = new MemoryTrail();
        _commits = new TrailCommits(_trail, _trail, new BatchSealer(await TestKeys.RingAsync(), _time), state, new TrailMetrics(new Meters(), new ServiceCollection().BuildServiceProvider()), _time, NullLogger<TrailCommits>.Instance);
        var options = Options.Create(new AuditOptions { Durability = durability, Queue = Queue });
        _writer = new TrailWriter(_commits, options, _time, NullLogger<TrailWriter>.Instance);
    }
}
