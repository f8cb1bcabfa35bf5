using McpService.Application.Auditing;
using McpService.Application.Errors;
using McpService.Common.Time;
using McpService.Common.Waiting;
using McpService.Domain.Auditing;
using McpService.Infrastructure.Auditing;
using McpService.Infrastructure.Auditing.Chain;
using McpService.Infrastructure.Auditing.Writing;

namespace McpService.UnitTests.Auditing;

/// <summary>The database is away, slow, behind, or refuses: nothing is lost, written twice or waited for without end.</summary>
internal sealed class TrailWriterFailureTests : TrailWriterFixture
{
    [Test]
    public async Task Begin_DatabaseAway_IsRefusedAndWhatEndedIsKept()
    {
        var call = await BeginAsync();
        Trail.Failure = new TimeoutException();
        call.Close();

        (await Should.ThrowAsync<UnavailableException>(BeginAsync)).Code.ShouldBe("database_unavailable");
        Trail.Failure = null;
        await BeginAsync();
        await Writer.CommitAsync();

        Trail.Entries.Count(e => e.Outcome == AuditOutcome.Success).ShouldBe(1);
    }

    [Test]
    public async Task Begin_CommittedButTheAnswerLost_IsConcludedAsNotSent()
    {
        await BeginAsync();
        Trail.LosesAnswer = true;
        var entry = Entry();

        await Should.ThrowAsync<UnavailableException>(() => Writer.BeginAsync(entry).AsTask());
        await BeginAsync();
        await Writer.CommitAsync();

        Trail.Batches.Select(b => b.Sequence).ShouldBe(Enumerable.Range(1, Trail.Batches.Count).Select(i => (long)i));
        Trail.Entries.Single(e => e.Id == entry.Id).Outcome.ShouldBe(AuditOutcome.NotSent);
    }

    [Test]
    public async Task Begin_CommitFailedBeforeItHappened_IsWrittenAgainWithTheSameMac()
    {
        await BeginAsync();
        Trail.Failure = new TimeoutException();
        await Should.ThrowAsync<UnavailableException>(BeginAsync);
        var lost = Trail.Tried[^1];
        Trail.Failure = null;

        await BeginAsync();

        Trail.Batches.Single(b => b.Sequence == lost.Sequence).Mac.ShouldBe(lost.Mac);
    }

    /// <summary>A server that hung, and whose answer nobody waited for.</summary>
    [Test]
    public async Task Begin_CommitCarriedOutAfterItWasGivenUpOn_IsNotWrittenTwiceAndTheChainGoesOn()
    {
        await BeginAsync();
        Trail.CommitsLate = true;
        await Should.ThrowAsync<UnavailableException>(BeginAsync);

        await BeginAsync();
        await BeginAsync();

        Trail.Batches.Select(b => (b.Writer, b.Sequence)).ShouldBe([(1, 1), (1, 2), (1, 3), (1, 4)]);
    }

    /// <summary>One bad row is no reason to lose those that were in the same commit, whatever became of it at first.</summary>
    [Test]
    public async Task End_OneRowRefusedWhenTheCommitIsWrittenAgain_WritesTheOthers()
    {
        var open = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => BeginAsync()));
        var bad = Entry();
        var refused = await Writer.BeginAsync(bad);
        Trail.Failure = new TimeoutException();
        foreach (var call in open.Append(refused)) call.Close();
        await Writer.CommitAsync();
        (Trail.Failure, Trail.Refuses) = (null, bad);

        await Writer.CommitAsync();

        Trail.Entries.Count.ShouldBe(5);
        Trail.Entries.ShouldNotContain(bad);
    }

    /// <summary>Those who come while a commit hangs have their own time.</summary>
    [Test]
    public async Task Begin_WhileACommitFails_HasATryOfItsOwn()
    {
        await BeginAsync();
        (Trail.Hold, Trail.FailsOnce) = (new TaskCompletionSource(), true);
        var first = BeginAsync();
        await Trail.Changed.UntilAsync(() => Trail.Tries == 2);
        var behind = BeginAsync();

        Trail.Hold.SetResult();

        await Should.ThrowAsync<UnavailableException>(() => first);
        await behind;
    }

    [Test]
    public async Task Begin_DatabaseBehindWhatItCommitted_ANewChainNamesWhatWasLost()
    {
        await BeginAsync();
        await BeginAsync();
        var lost = Commits.Head!;
        Trail.Batches.RemoveAt(1);
        Trail.Failure = new TimeoutException();
        await Should.ThrowAsync<UnavailableException>(BeginAsync);
        Trail.Failure = null;

        await BeginAsync();

        var first = Trail.Batches.First(b => b.Writer != lost.Writer);
        first.Sequence.ShouldBe(1);
        var named = TrailHeads.Read(first.Heads).Single(h => h.IsLost);
        (named.Writer, named.Sequence).ShouldBe((lost.Writer, 2L));
        named.Mac.ShouldBe(lost.Mac);
    }

    [Test]
    public async Task Begin_WriterWasClosed_GoesOnUnderANewOne()
    {
        await BeginAsync();
        Trail.Closed.Add(Commits.Head!.Writer);

        await BeginAsync();

        Trail.Batches.Select(b => (b.Writer, b.Sequence)).ShouldBe([(1, 1), (2, 1)]);
    }

    [Test]
    public async Task Begin_CommitHangs_RefusesThisBatchAndThoseBehindIt()
    {
        Trail.Hold = new TaskCompletionSource();
        var first = BeginAsync();
        await Trail.Changed.UntilAsync(() => Trail.Tries == 1);
        var behind = BeginAsync();
        await Time.WaitForTimersAsync(2);

        Time.Advance(TimeSpan.FromSeconds(1.9));

        await Should.ThrowAsync<UnavailableException>(() => first);
        await Should.ThrowAsync<UnavailableException>(() => behind);
    }

    [Test]
    public async Task End_OneRowRefused_WritesTheOthers()
    {
        var open = await Task.WhenAll(Enumerable.Range(0, 11).Select(_ => BeginAsync()));
        var bad = Entry();
        var refused = await Writer.BeginAsync(bad);
        Trail.Refuses = bad;

        foreach (var call in open.Append(refused)) call.Close();
        await Writer.CommitAsync();

        Trail.Entries.Count.ShouldBe(11);
        Trail.Entries.ShouldNotContain(bad);
    }
}
