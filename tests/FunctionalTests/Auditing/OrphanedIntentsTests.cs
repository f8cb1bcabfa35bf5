using McpService.Common.Time;
using McpService.Domain.Auditing;
using McpService.FunctionalTests.Persistence;
using McpService.Infrastructure.Auditing;
using NUnit.Framework;
using Shouldly;

namespace McpService.FunctionalTests.Auditing;

[TestFixture(Engine.Sqlite)]
[TestFixture(Engine.Postgres)]
public sealed class OrphanedIntentsTests(Engine engine)
{
    private readonly ManualTimeProvider _time = new();
    private TestDatabase _database = null!;

    [SetUp]
    public async Task SetUpAsync() => _database = await TestDatabase.CreateAsync(engine);

    [TearDown]
    public void TearDown() => _database?.Dispose();

    [Test]
    public async Task Start_IntentsThisInstanceLeft_AreClosedAsUnknownBeforeItIsReady()
    {
        var mine = Samples.Intent(_time.GetUtcNow());
        var done = Samples.Intent(_time.GetUtcNow());
        var others = Samples.Intent(_time.GetUtcNow(), "instance-2");
        await InsertAsync(mine, done, Samples.Outcome(done, _time.GetUtcNow()), others);
        _time.Advance(TimeSpan.FromSeconds(1));

        await using var host = await DatabaseHost.StartAsync(_database.Url, _time);

        var rows = await host.AuditAsync();
        rows.Count.ShouldBe(5);
        var closing = rows.Single(e => e.CallId == mine.CallId && e.Stage == AuditStage.Outcome);
        (closing.Outcome, closing.Code, closing.Tool, closing.RequestId).ShouldBe((AuditOutcome.Unknown, "orphaned", mine.Tool, mine.RequestId));
    }

    [Test]
    public async Task Upkeep_IntentOlderThanAnyCall_IsClosedOnceWhoeverWroteIt()
    {
        await using var host = await DatabaseHost.StartAsync(_database.Url, _time);

        // A SQLite file has one process; replicas meet on PostgreSQL.
        await using var replica = engine == Engine.Postgres ? await DatabaseHost.StartAsync(_database.Url, _time, "instance-3") : null;
        var old = Enumerable.Range(0, 1_500).Select(i => Samples.Intent(_time.GetUtcNow().AddSeconds(-i / 10.0), "instance-2")).ToArray();
        await host.Get<IAuditTable>().InsertAsync(old, CancellationToken.None);
        _time.Advance(TimeSpan.FromMinutes(9));
        var young = Samples.Intent(_time.GetUtcNow(), "instance-2");
        await host.Get<IAuditTable>().InsertAsync([young], CancellationToken.None);
        _time.Advance(TimeSpan.FromMinutes(2));

        await Task.WhenAll(new[] { host, replica }.OfType<DatabaseHost>().Select(h => h.Get<OrphanedIntents>().CloseOldAsync(CancellationToken.None)));
        await host.Get<OrphanedIntents>().CloseOldAsync(CancellationToken.None);

        var outcomes = (await host.AuditAsync()).Where(e => e.Stage == AuditStage.Outcome).ToList();
        outcomes.Select(e => e.CallId).Order().ShouldBe(old.Select(e => e.CallId).Order());
    }

    private async Task InsertAsync(params AuditEntry[] entries)
    {
        await using var earlier = await DatabaseHost.StartAsync(_database.Url, _time, "instance-0");
        await earlier.Get<IAuditTable>().InsertAsync(entries, CancellationToken.None);
    }
}
