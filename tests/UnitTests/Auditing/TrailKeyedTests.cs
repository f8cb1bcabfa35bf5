using McpService.Application.Errors;
using McpService.Application.Idempotency;
using McpService.Domain.Auditing;
using McpService.Infrastructure.Auditing;

namespace McpService.UnitTests.Auditing;

/// <summary>The record of a call's key comes with its intent, whatever the durability, and its result with the outcome.</summary>
internal sealed class TrailKeyedTests : TrailWriterFixture
{
    private readonly List<KeyedCall> _settled = [];

    [SetUp]
    public void Forget() => _settled.Clear();

    [Test]
    public async Task Call_WithAKey_IsInTheBatchOfItsIntentAndItsResultInThatOfItsOutcome()
    {
        var (entry, keyed) = (Entry(), Keyed());

        var call = await Writer.BeginAsync(entry, keyed);
        keyed.Keep("{}"u8);
        keyed.Conclude(AuditOutcome.Success);
        call.Close();
        await Writer.CommitAsync();

        keyed.CallId.ShouldBe(entry.Id);
        Trail.Batches[0].Claims.ShouldBe([keyed]);
        Trail.Batches[0].Ends.ShouldBeEmpty();
        Trail.Batches[1].Ends.ShouldBe([keyed]);
        _settled.ShouldBe([keyed]);
    }

    [Test]
    public async Task Buffered_WithAKey_WaitsForItsCommit()
    {
        await StartAsync(AuditDurability.Buffered);
        Trail.Hold = new TaskCompletionSource();

        var waiting = Writer.BeginAsync(Entry(), Keyed()).AsTask();
        (await Writer.BeginAsync(Entry())).ShouldNotBeNull("a call without a key does not wait");
        await Trail.Changed.UntilAsync(() => Trail.Tries > 0);
        waiting.IsCompleted.ShouldBeFalse();
        Trail.Hold.SetResult();

        await waiting;
        Trail.Batches[0].Claims.Count.ShouldBe(1);
    }

    [Test]
    public async Task Buffered_DatabaseAway_RefusesCallsWithAKeyAndKeepsTheOthers()
    {
        await StartAsync(AuditDurability.Buffered);
        Trail.Failure = new TimeoutException();
        var (entry, keyed) = (Entry(), Keyed());
        await Writer.BeginAsync(entry);

        (await Should.ThrowAsync<UnavailableException>(() => Writer.BeginAsync(Entry(), keyed).AsTask())).Outcome.ShouldBe(CallOutcome.NotSent);
        Trail.Failure = null;
        await Writer.CommitAsync();
        await Writer.CommitAsync();

        Trail.Entries.ShouldHaveSingleItem("the other one is still open").Id.ShouldBe(keyed.CallId);
        (keyed.Record.State, Trail.Entries[0].Outcome).ShouldBe((CallRecordState.Free, AuditOutcome.NotSent));
        _settled.ShouldBe([keyed]);
    }

    /// <summary>The record may be there: it goes with the entry that says that the call was not sent.</summary>
    [TestCase(AuditDurability.BeforeCall)]
    [TestCase(AuditDurability.Buffered)]
    public async Task Commit_WhoseAnswerWasLost_FreesTheKey(AuditDurability durability)
    {
        await StartAsync(durability);
        await Writer.BeginAsync(Entry(), Keyed());
        Trail.LosesAnswer = true;
        var keyed = Keyed();

        await Should.ThrowAsync<UnavailableException>(() => Writer.BeginAsync(Entry(), keyed).AsTask());
        await Writer.CommitAsync();
        await Writer.CommitAsync();

        keyed.Record.State.ShouldBe(CallRecordState.Free);
        Trail.Batches.Single(b => b.Claims.Contains(keyed)).Sequence.ShouldBeLessThan(Trail.Batches.Single(b => b.Ends.Contains(keyed)).Sequence);
        _settled.ShouldBe([keyed]);
    }

    [Test]
    public async Task Call_ThatAnotherReplicaHadFirst_ConcludesNothing()
    {
        var keyed = Keyed();
        var call = await Writer.BeginAsync(Entry(), keyed);
        keyed.IsTaken = true;

        call.Close();
        await Writer.CommitAsync();

        Trail.Batches.ShouldAllBe(b => b.Ends.Count == 0);
        _settled.ShouldBe([keyed]);
    }

    [TestCase(AuditOutcome.Success, CallRecordState.Done)]
    [TestCase(AuditOutcome.ToolError, CallRecordState.Done)]
    [TestCase(AuditOutcome.RpcError, CallRecordState.Unknown)]
    [TestCase(AuditOutcome.Failed, CallRecordState.Free)]
    [TestCase(AuditOutcome.AuthFailed, CallRecordState.Free)]
    [TestCase(AuditOutcome.Throttled, CallRecordState.Free)]
    [TestCase(AuditOutcome.NotSent, CallRecordState.Free)]
    [TestCase(AuditOutcome.Unknown, CallRecordState.Unknown)]
    [TestCase(AuditOutcome.Cancelled, CallRecordState.Unknown)]
    public void Outcome_DecidesWhatARepetitionIsTold(AuditOutcome outcome, CallRecordState state)
    {
        var keyed = Keyed();

        keyed.Conclude(outcome);

        keyed.Record.State.ShouldBe(state);
    }

    private KeyedCall Keyed() => new(new CallKey(Guid.CreateVersion7(Time.GetUtcNow()), "key"), [1], _settled.Add);
}
