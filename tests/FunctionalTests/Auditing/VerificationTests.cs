using McpService.Common.Waiting;
using McpService.Domain.Auditing;
using McpService.FunctionalTests.Persistence;
using McpService.FunctionalTests.Tenants;
using McpService.Infrastructure.Auditing.Rows;
using McpService.Infrastructure.Auditing.Upkeep;
using McpService.Infrastructure.Auditing.Verification;
using McpService.Infrastructure.Auditing.Writing;

namespace McpService.FunctionalTests.Auditing;

/// <summary>Somebody with the database's password tampers with the trail; the look through it says where.</summary>
[TestFixture(Engine.Sqlite)]
[TestFixture(Engine.Postgres)]
public sealed class VerificationTests(Engine engine)
{
    private const int Rounds = 20;

    private static readonly Guid Tenant = Guid.CreateVersion7(Samples.Now);

    private TestDatabase _database = null!;
    private DatabaseHost _host = null!;

    [SetUp]
    public async Task SetUpAsync()
    {
        _database = await TestDatabase.CreateAsync(engine);
        _host = await DatabaseHost.StartAsync(_database.Url, settings: ("AUDIT_RETENTION_DAYS", "3650"));
        await _host.SaveAsync(Samples.Tenant());
        await CallAsync(_host, Rounds);
        await TrailRows.ExecuteAsync(_host.Services, engine == Engine.Sqlite
            ? "DROP TRIGGER audit_entries_refuse_update; DROP TRIGGER audit_batches_refuse_update"
            : "DROP TRIGGER audit_entries_refuse_update ON audit_entries; DROP TRIGGER audit_batches_refuse_update ON audit_batches");
    }

    [TearDown]
    public async Task TearDownAsync()
    {
        if (_host is not null) await _host.DisposeAsync();
        _database?.Dispose();
    }

    [Test]
    public async Task Untouched_IsWholeBesideTheRunningService()
    {
        var trail = await VerifyAsync();

        trail.IsWhole.ShouldBeTrue(Text(trail));
        (trail.Entries, trail.Writers).ShouldBe((1 + (2 * Rounds), 2));
    }

    [Test]
    public Task ColumnChanged_IsAChangedRow() => BreaksAsync("changed row", $"UPDATE audit_entries SET bytes_in = 18 WHERE id = {OneAsText()}");

    [Test]
    public Task NullMadeEmpty_IsAChangedRow() => BreaksAsync("changed row", $"UPDATE audit_entries SET tool_asked = '' WHERE id = {OneAsText()}");

    [Test]
    public Task RowDeleted_IsAMissingRow() => BreaksAsync("missing row", $"DELETE FROM audit_entries WHERE id = {OneAsText()}");

    [Test]
    public Task RowsOfOneTenantDeleted_AreMissingRows() => BreaksAsync("missing row", $"DELETE FROM audit_entries WHERE tenant_ref = {Quoted(Tenant)}");

    [Test]
    public Task RowInsertedIntoABatch_IsAForeignRow() => BreaksAsync("foreign row", Copy("sequence"));

    [Test]
    public Task RowInsertedElevenMinutesAgo_IsAForeignRow() => BreaksAsync("foreign row", Copy("sequence + 1000000"));

    [Test]
    public async Task TwoRowsSwapped_AreChangedRows()
    {
        var rows = (await _host.AuditAsync()).FindAll(e => e.Action == AuditAction.ToolCall);
        var (first, second) = (rows[0], rows.Last(e => e.Sequence != rows[0].Sequence));

        await BreaksAsync(
            "changed row",
            $"UPDATE audit_entries SET tool = '{second.Tool}x' WHERE id = {Quoted(first.Id)}",
            $"UPDATE audit_entries SET tool = '{first.Tool}y' WHERE id = {Quoted(second.Id)}");
    }

    [Test]
    public async Task RowMovedToAnotherBatch_IsMissingInItsOwn()
    {
        var rows = (await _host.AuditAsync()).FindAll(e => e.Action == AuditAction.ToolCall);
        var other = rows.Last(e => e.Sequence != rows[0].Sequence).Sequence;

        await BreaksAsync("missing row", $"UPDATE audit_entries SET sequence = {other} WHERE id = {Quoted(rows[0].Id)}");
    }

    [Test]
    public Task BatchDeleted_IsAMissingBatch() => BreaksAsync("missing batch", $"DELETE FROM audit_batches WHERE writer = {CallWriter} AND sequence = 3");

    [Test]
    public Task BatchChanged_IsAChangedBatch() => BreaksAsync("changed batch", $"UPDATE audit_batches SET at = at + 1 WHERE writer = {CallWriter} AND sequence = 3");

    [Test]
    public Task KeyRenamed_IsAWrongKey() => BreaksAsync("wrong key", $"UPDATE audit_batches SET key_id = 'nobody' WHERE writer = {CallWriter} AND sequence = 3");

    [TestCase(false)]
    [TestCase(true)]
    public async Task EndCutBackBeyondAHeadThatStandsElsewhere_IsCut(bool withAFreshStart)
    {
        await _host.Get<TrailHeadKeeper>().MakeKnownAsync(CancellationToken.None);
        await CutAsync(from: 5);
        await using var fresh = withAFreshStart ? await DatabaseHost.StartAsync(_database.Url, instance: "instance-2") : null;
        if (fresh is not null) await CallAsync(fresh, 3);

        (await VerifyAsync()).Breaks.ShouldContain(b => b.What == "cut" && b.Writer == CallWriter && b.Sequence == 5);
    }

    [Test]
    public async Task EndCutBeforeAnyHeadWasKnown_IsCutByAHeadOfTheLog()
    {
        var head = _host.Get<TrailCommits>().Head!;
        await CutAsync(from: 5);

        (await VerifyAsync()).IsWhole.ShouldBeTrue();
        (await VerifyAsync($"{head.Writer}:{head.Sequence}:{Convert.ToHexString(head.Mac)}")).Breaks.ShouldHaveSingleItem().What.ShouldBe("cut");
    }

    [Test]
    public async Task WriterDeletedAltogether_IsCut()
    {
        var writer = CallWriter;
        await _host.Get<TrailHeadKeeper>().MakeKnownAsync(CancellationToken.None);
        foreach (var table in new[] { "audit_entries", "audit_batches" }) await TrailRows.ExecuteAsync(_host.Services, $"DELETE FROM {table} WHERE writer = {writer}");
        await TrailRows.ExecuteAsync(_host.Services, $"DELETE FROM audit_writers WHERE id = {writer}");

        (await VerifyAsync()).Breaks.ShouldContain(b => b.What == "cut" && b.Writer == writer);
    }

    [Test]
    public async Task ClockSetBackAnHourWhileWriting_IsWhole()
    {
        var time = new ShiftedTime();
        await using var other = await DatabaseHost.StartAsync(_database.Url, time, "instance-2");
        await CallAsync(other, 5);
        time.Advance(TimeSpan.FromHours(-1));
        await CallAsync(other, 5);

        var trail = await VerifyAsync();

        trail.IsWhole.ShouldBeTrue(Text(trail));
    }

    [Test]
    public async Task From_APartOfTheTrail_IsWholeAndFindsWhatLiesInIt()
    {
        var middle = TimeProvider.System.GetUtcNow();
        await CallAsync(_host, 5);
        var part = await _host.Get<AuditVerification>().RunAsync(middle, [], CancellationToken.None);
        part.IsWhole.ShouldBeTrue(Text(part));
        part.Batches.ShouldBeLessThan((await VerifyAsync()).Batches);

        var last = (await _host.AuditAsync()).MaxBy(e => e.Sequence)!;
        await TrailRows.ExecuteAsync(_host.Services, $"DELETE FROM audit_entries WHERE id = {Quoted(last.Id)}");

        (await _host.Get<AuditVerification>().RunAsync(middle, [], CancellationToken.None)).Breaks.ShouldHaveSingleItem().What.ShouldBe("missing row");
    }

    [Test]
    public async Task Retention_OldBatchesDeleted_LeavesASignedAnchor()
    {
        var time = new ShiftedTime();
        time.Advance(TimeSpan.FromDays(3_660));
        await using var later = await DatabaseHost.StartAsync(_database.Url, time, "instance-2", settings: ("AUDIT_RETENTION_DAYS", "3650"));
        await later.CallAsync(Samples.Call(time.GetUtcNow()));

        (await later.Get<AuditRetention>().DeleteAsync(CancellationToken.None)).ShouldBeGreaterThan(Rounds);

        var trail = await VerifyAsync();
        trail.IsWhole.ShouldBeTrue(Text(trail));
        await TrailRows.ExecuteAsync(_host.Services, $"UPDATE audit_writers SET kept_from = kept_from + 1 WHERE id = {CallWriter}");
        (await VerifyAsync()).IsWhole.ShouldBeFalse();
    }

    private long CallWriter => _host.Get<TrailCommits>().Head!.Writer;

    private static async Task CallAsync(DatabaseHost host, int rounds)
    {
        var before = (await host.AuditAsync()).Count;
        for (var i = 0; i < rounds; i++)
        {
            var now = TimeProvider.System.GetUtcNow();
            await Task.WhenAll(host.CallAsync(Samples.Call(now, Tenant)), host.CallAsync(Samples.Call(now)));
        }

        await Eventually.TrueAsync(async _ => (await host.AuditAsync()).Count == before + (2 * rounds), "the calls");
    }

    private async Task CutAsync(long from)
    {
        foreach (var table in new[] { "audit_entries", "audit_batches" })
            await TrailRows.ExecuteAsync(_host.Services, $"DELETE FROM {table} WHERE writer = {CallWriter} AND sequence >= {from}");
    }

    private async Task BreaksAsync(string what, params string[] tampering)
    {
        foreach (var statement in tampering) (await TrailRows.ExecuteAsync(_host.Services, statement)).ShouldBeGreaterThan(0);

        var trail = await VerifyAsync();

        trail.Breaks.ShouldHaveSingleItem().What.ShouldBe(what, Text(trail));
    }

    private Task<VerifiedTrail> VerifyAsync(params string[] heads) => _host.Get<AuditVerification>().RunAsync(null, heads, CancellationToken.None);

    private string OneAsText() => Quoted(_host.AuditAsync().GetAwaiter().GetResult().First(e => e.Action == AuditAction.ToolCall).Id);

    /// <summary>A row like another one, with an id of its own.</summary>
    private string Copy(string sequence) =>
        $"""
        INSERT INTO audit_entries ({AuditColumns.Names})
        SELECT {AuditColumns.Names.Replace("sequence", sequence, StringComparison.Ordinal)[3..].Insert(0, $"{Quoted(Guid.CreateVersion7(Samples.Now))},")} FROM audit_entries WHERE id = {OneAsText()}
        """;

    private string Quoted(Guid id) => engine == Engine.Sqlite ? $"'{id.ToString().ToUpperInvariant()}'" : $"'{id}'::uuid";

    private static string Text(VerifiedTrail trail) => string.Join('\n', trail.Breaks);
}
