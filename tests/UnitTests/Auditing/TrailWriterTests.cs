using McpService.Application.Auditing;
using McpService.Application.Errors;
using McpService.Common.Time;
using McpService.Common.Waiting;
using McpService.Domain.Auditing;
using McpService.Infrastructure.Auditing;
using McpService.Infrastructure.Auditing.Writing;

namespace McpService.UnitTests.Auditing;

/// <summary>What is written when, as long as the database takes it.</summary>
internal sealed class TrailWriterTests : TrailWriterFixture
{
    [Test]
    public async Task Begin_WhileACommitIsUnderWay_ShareTheNext()
    {
        Trail.Hold = new TaskCompletionSource();
        var first = BeginAsync();
        await Trail.Changed.UntilAsync(() => Trail.Tries == 1);
        var others = Enumerable.Range(0, 300).Select(_ => BeginAsync()).ToList();

        Trail.Hold.SetResult();
        await Task.WhenAll(others.Append(first));

        Trail.Batches.Count.ShouldBe(2);
        Trail.Batches.Select(b => b.Sequence).ShouldBe([1, 2]);
    }

    [Test]
    public async Task End_Alone_IsWrittenAMomentLater()
    {
        var open = await BeginAsync();
        open.Close();
        Trail.Entries.ShouldBeEmpty();

        await Time.WaitForTimersAsync();
        Time.Advance(TimeSpan.FromMilliseconds(20));

        await Trail.Changed.UntilAsync(() => Trail.Entries.Count == 1);
    }

    [Test]
    public async Task OpenFrom_CallsOfAnOldBatchStillOpen_IsThatBatchUntilTheyEnd()
    {
        var slow = await BeginAsync();
        var fast = await BeginAsync();
        fast.Close();
        await Writer.CommitAsync();
        Trail.Batches[^1].OpenFrom.ShouldBe(1);

        slow.Close();
        await Writer.CommitAsync();
        await BeginAsync();

        Trail.Batches[^1].OpenFrom.ShouldBe(Trail.Batches[^1].Sequence);
    }

    [Test]
    public async Task Stop_Twice_ClosesAndDoesNotHang()
    {
        (await BeginAsync()).Close();

        await Writer.StopAsync(CancellationToken.None);
        await Writer.StopAsync(CancellationToken.None);
        await Writer.CommitAsync();

        Trail.Closed.ShouldBe([1L]);
        Trail.Entries.Count.ShouldBe(1);
    }

    /// <summary>An answer that was still on its way.</summary>
    [Test]
    public async Task End_AfterTheStop_IsWrittenAllTheSame()
    {
        var open = await BeginAsync();
        await Writer.StopAsync(CancellationToken.None);

        open.Close();
        await Time.WaitForTimersAsync();
        Time.Advance(TimeSpan.FromMilliseconds(20));

        await Trail.Changed.UntilAsync(() => Trail.Entries.Count == 1);
    }

    [Test]
    public async Task Begin_QueueFull_IsOverloadedAndNothingIsDropped()
    {
        await StartAsync(AuditDurability.Buffered);
        Trail.Failure = new TimeoutException();
        for (var i = 0; i < Queue; i++) await BeginAsync();

        (await Should.ThrowAsync<UnavailableException>(BeginAsync)).Code.ShouldBe("overloaded");

        Trail.Failure = null;
        await Writer.CommitAsync();
        (await BeginAsync()).ShouldNotBeNull();
    }

    [Test]
    public async Task Stop_RowsLeft_AreWritten()
    {
        var open = new List<IOpenCall>();
        for (var i = 0; i < Queue - 1; i++) open.Add(await BeginAsync());
        foreach (var call in open) call.Close();

        await Writer.StopAsync(CancellationToken.None);

        Trail.Entries.Count.ShouldBe(Queue - 1);
        Trail.Closed.ShouldBe([1L]);
        await Should.ThrowAsync<UnavailableException>(BeginAsync);
    }
}
