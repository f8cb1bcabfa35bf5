using McpService.Infrastructure.Auditing.Writing;

namespace McpService.UnitTests.Auditing;

internal sealed class TrailQueueTests
{
    [Test]
    public async Task Take_SomebodyCameAfterTheLeaderHadItsTurn_WaitsForTheLeadersCommit()
    {
        var queue = new TrailQueue(capacity: 10);
        queue.TryLead().ShouldBeTrue();
        var (waitsFor, lead) = queue.Wait();

        var (taken, _, _) = queue.Take();

        taken.ShouldBeSameAs(waitsFor);
        (await lead.ShouldNotBeNull().WaitAsync(TimeSpan.FromSeconds(10))).ShouldBeFalse();
    }
}
