using McpService.Application.Auditing;
using McpService.Common.Waiting;
using McpService.Domain.Auditing;
using McpService.Domain.Tenants;
using McpService.FunctionalTests.Persistence;
using McpService.Infrastructure.Auditing;
using Microsoft.EntityFrameworkCore;
using NUnit.Framework;
using Shouldly;

namespace McpService.FunctionalTests.Auditing;

[TestFixture(Engine.Sqlite)]
[TestFixture(Engine.Postgres)]
public sealed class AuditTrailTests(Engine engine)
{
    private TestDatabase _database = null!;

    [SetUp]
    public async Task SetUpAsync() => _database = await TestDatabase.CreateAsync(engine);

    [TearDown]
    public void TearDown() => _database?.Dispose();

    [Test]
    public async Task Record_Returned_IsCommittedWithEveryField()
    {
        await using var host = await DatabaseHost.StartAsync(_database.Url);
        var tenant = Samples.Tenant();
        await host.SaveAsync(tenant);
        var intent = Samples.Intent(Samples.Now, tenant: tenant.Id);
        var outcome = Samples.Outcome(intent, Samples.Now.AddSeconds(1));

        await host.Trail.RecordAsync(intent, CancellationToken.None);
        await host.Trail.RecordAsync(outcome, CancellationToken.None);

        var rows = await host.WithDatabaseAsync(db => db.AuditEntries.AsNoTracking().Where(e => e.CallId == intent.CallId).OrderBy(e => e.Id).ToListAsync());
        rows.Count.ShouldBe(2);
        rows[0].ShouldBeEquivalentTo(intent);
        rows[1].ShouldBeEquivalentTo(outcome);
    }

    [TestCase("")]
    [TestCase("Zürich 🚀")]
    [TestCase("a name longer than what is taken from the stack ", 50)]
    public async Task Record_OddTextsAndAMac_ComeBackAsTheyWere(string text, int times = 1)
    {
        await using var host = await DatabaseHost.StartAsync(_database.Url);
        var intent = Samples.Intent(Samples.Now);
        var entry = new AuditEntry
        {
            Id = intent.Id,
            CallId = intent.CallId,
            Stage = intent.Stage,
            At = intent.At,
            Actor = intent.Actor,
            Action = intent.Action,
            Tool = string.Concat(Enumerable.Repeat(text, times)),
            Status = 418,
            LatencyMs = 0.1,
            RequestId = intent.RequestId,
            InstanceId = intent.InstanceId,
            Sequence = long.MaxValue,
            PreviousMac = [],
            Mac = [0, 1, 255],
        };

        await host.Trail.RecordAsync(entry, CancellationToken.None);

        (await host.AuditAsync()).ShouldHaveSingleItem().ShouldBeEquivalentTo(entry);
    }

    [Test]
    public async Task Record_Buffered_ReturnsAtOnceAndIsWritten()
    {
        await using var host = await DatabaseHost.StartAsync(_database.Url, settings: ("AUDIT_DURABILITY", "buffered"));

        var recorded = host.Trail.RecordAsync(Samples.Intent(Samples.Now), CancellationToken.None).AsTask();

        recorded.IsCompletedSuccessfully.ShouldBeTrue();
        await Eventually.TrueAsync(async _ => (await host.AuditAsync()).Count == 1, "the row");
    }

    [Test]
    public async Task Record_ManyAtOnce_AreAllThere()
    {
        await using var host = await DatabaseHost.StartAsync(_database.Url);

        await Task.WhenAll(Enumerable.Range(0, 2_500).Select(i => host.Trail.RecordAsync(Samples.Intent(Samples.Now), CancellationToken.None).AsTask()));

        (await host.AuditAsync()).Count.ShouldBe(2_500);
    }

    [Test]
    public async Task Record_RowThatTheDatabaseRefuses_FailsAloneAndTheOthersAreWritten()
    {
        await using var host = await DatabaseHost.StartAsync(_database.Url);
        var good = Enumerable.Range(0, 20).Select(_ => host.Trail.RecordAsync(Samples.Intent(Samples.Now), CancellationToken.None).AsTask()).ToList();
        var bad = host.Trail.RecordAsync(Samples.Intent(Samples.Now, tenant: Guid.CreateVersion7(Samples.Now)), CancellationToken.None).AsTask();
        good.AddRange(Enumerable.Range(0, 20).Select(_ => host.Trail.RecordAsync(Samples.Intent(Samples.Now), CancellationToken.None).AsTask()));

        await Task.WhenAll(good);
        await Should.ThrowAsync<System.Data.Common.DbException>(() => bad);

        (await host.AuditAsync()).Count.ShouldBe(40);
    }

    [Test]
    public async Task Insert_Repeated_LeavesOneRow()
    {
        await using var host = await DatabaseHost.StartAsync(_database.Url);
        var intent = Samples.Intent(Samples.Now);

        await host.Get<IAuditTable>().InsertAsync([intent, Samples.Intent(Samples.Now)], CancellationToken.None);
        await host.Get<IAuditTable>().InsertAsync([intent], CancellationToken.None);

        (await host.AuditAsync()).Count.ShouldBe(2);
    }

    [Test]
    public async Task Stop_RowsUnderWay_AreWritten()
    {
        await using (var host = await DatabaseHost.StartAsync(_database.Url))
        {
            for (var i = 0; i < 2_500; i++) host.Trail.Enqueue(Samples.Intent(Samples.Now));
        }

        await using var again = await DatabaseHost.StartAsync(_database.Url);
        (await again.AuditAsync()).Count.ShouldBe(2_500);
    }

    [Test]
    public async Task Retention_Over_RowsAreDeletedAndYoungerOnesStay()
    {
        await using var host = await DatabaseHost.StartAsync(_database.Url, settings: ("AUDIT_RETENTION_DAYS", "30"));
        var now = TimeProvider.System.GetUtcNow();
        await host.Get<IAuditTable>().InsertAsync([Samples.Intent(now.AddDays(-31)), Samples.Intent(now.AddDays(-29))], CancellationToken.None);

        await host.Get<AuditRetention>().DeleteOldAsync(CancellationToken.None);

        (await host.AuditAsync()).Where(e => e.Stage == AuditStage.Intent).ShouldHaveSingleItem().At.ShouldBeGreaterThan(now.AddDays(-30));
    }
}
