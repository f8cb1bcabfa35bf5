using McpService.Application.Auditing;
using McpService.Common.Waiting;
using McpService.Domain.Auditing;
using McpService.FunctionalTests.Persistence;
using McpService.Infrastructure.Auditing.Writing;

namespace McpService.FunctionalTests.Auditing;

[TestFixture(Engine.Sqlite)]
[TestFixture(Engine.Postgres)]
public sealed class DeadWriterTests(Engine engine)
{
    private TestDatabase _database = null!;

    [SetUp]
    public async Task SetUpAsync() => _database = await TestDatabase.CreateAsync(engine);

    [TearDown]
    public void TearDown() => _database?.Dispose();

    [Test]
    public async Task Silent_WithOpenCalls_IsClosedOnceAndThoseAreUnknown()
    {
        await using var dying = await DatabaseHost.StartAsync(_database.Url);
        await using var host = await DatabaseHost.StartAsync(_database.Url, instance: "instance-2");
        await using var other = await DatabaseHost.StartAsync(_database.Url, instance: "instance-3");
        await BeginAsync(dying, 3);
        await dying.CallAsync(Samples.Call(Samples.Now));
        await Eventually.TrueAsync(async _ => (await host.AuditAsync()).Count == 1, "the call that ended");

        await CloseSilentAsync(host);
        (await host.AuditAsync()).Count.ShouldBe(1, "it was seen a moment ago");
        await GrowSilentAsync(host);
        await Task.WhenAll(CloseSilentAsync(host), CloseSilentAsync(other));

        var unknown = (await host.AuditAsync()).FindAll(e => e.Outcome == AuditOutcome.Unknown);
        unknown.Count.ShouldBe(3);
        unknown.ShouldAllBe(e => e.Code == DeadWriters.Orphaned && e.Tool == "hubspot_create-contact" && e.RequestId == "request-1" && e.Duration == null);
    }

    [Test]
    public async Task Closed_ProcessWasOnlyFrozen_GoesOnUnderANewWriter()
    {
        await using var frozen = await DatabaseHost.StartAsync(_database.Url);
        await using var host = await DatabaseHost.StartAsync(_database.Url, instance: "instance-2");
        var (call, open) = (await BeginAsync(frozen, 1))[0];
        var before = frozen.Get<TrailCommits>().Head!.Writer;
        await GrowSilentAsync(host);
        await CloseSilentAsync(host);

        call.Conclude(AuditOutcome.Success, null, TimeSpan.FromSeconds(1));
        open.Close();
        await frozen.CallAsync(Samples.Call(Samples.Now, tool: "later"));

        await Eventually.TrueAsync(async _ => (await host.AuditAsync()).Exists(e => e.Tool == "later"), "the later call");
        frozen.Get<TrailCommits>().Head!.Writer.ShouldNotBe(before);
        (await host.AuditAsync()).Single(e => e.Id == call.Id).Outcome.ShouldBe(AuditOutcome.Unknown);
    }

    [Test]
    public async Task Start_FileThatNobodyElseUses_ClosesAtOnceWhatWasLeft()
    {
        if (engine != Engine.Sqlite) Assert.Pass("PostgreSQL has no such proof.");
        var left = DatabaseHost.Create(_database.Url);
        await left.StartAsync();
        await left.ReadyAsync();
        await BeginAsync(left, 2);
        await left.DisposeAsync(); // which leaves a writer with open calls unclosed

        await using var host = await DatabaseHost.StartAsync(_database.Url);

        (await host.AuditAsync()).Count(e => e.Code == DeadWriters.Orphaned).ShouldBe(2);
    }

    private static Task CloseSilentAsync(DatabaseHost host) => host.Get<DeadWriters>().CloseSilentAsync(CancellationToken.None);

    private static Task<int> GrowSilentAsync(DatabaseHost host) => TrailRows.ExecuteAsync(host.Services, "UPDATE audit_writers SET last_seen = last_seen - 61000000 WHERE kind = 0");

    private static async Task<List<(AuditEntry Call, IOpenCall Open)>> BeginAsync(DatabaseHost host, int count)
    {
        var begun = new List<(AuditEntry, IOpenCall)>();
        for (var i = 0; i < count; i++)
        {
            var call = Samples.Call(Samples.Now);
            begun.Add((call, await host.Trail.BeginAsync(call, CancellationToken.None)));
        }

        return begun;
    }
}
