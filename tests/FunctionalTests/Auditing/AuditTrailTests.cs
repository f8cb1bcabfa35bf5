using McpService.Application.Errors;
using McpService.Common.Waiting;
using McpService.Domain.Auditing;
using McpService.FunctionalTests.Persistence;
using McpService.Infrastructure.Auditing.Rows;

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
    public async Task Begin_Returned_TheIntentIsCommittedWithEverythingKnown()
    {
        await using var host = await DatabaseHost.StartAsync(_database.Url);
        var call = Samples.Call(Samples.Now, Guid.CreateVersion7(Samples.Now));

        var open = await host.Trail.BeginAsync(call, CancellationToken.None);

        var intents = Intents.Read((await TrailRows.QueryAsync<byte[]>(host.Services, "SELECT intents FROM audit_batches WHERE intents IS NOT NULL")).ShouldHaveSingleItem());
        intents.ShouldHaveSingleItem().ShouldBeEquivalentTo(call);
        (await host.AuditAsync()).ShouldBeEmpty();
        open.Close();
    }

    [Test]
    public async Task End_AnyEntry_IsCommittedWithEveryField()
    {
        await using var host = await DatabaseHost.StartAsync(_database.Url);
        var call = Samples.Call(Samples.Now, Guid.CreateVersion7(Samples.Now));
        var open = await host.Trail.BeginAsync(call, CancellationToken.None);
        (call.ToolAsked, call.BytesOut, call.Times) = ("create-contact", 4711, 2);
        call.Conclude(AuditOutcome.NotSent, "upstream_unreachable", TimeSpan.FromMilliseconds(1.5));

        open.Close();

        (await WaitForAsync(host, 1)).ShouldHaveSingleItem().ShouldBeEquivalentTo(call);
        call.Duration.ShouldBe(1_500);
    }

    [TestCase("")]
    [TestCase("Zürich 🚀")]
    [TestCase("a name longer than what is taken from the stack ", 50)]
    public async Task End_OddTexts_ComeBackAsTheyWere(string text, int times = 1)
    {
        await using var host = await DatabaseHost.StartAsync(_database.Url);
        var call = Samples.Call(Samples.Now, tool: string.Concat(Enumerable.Repeat(text, times)));

        await host.CallAsync(call);

        (await WaitForAsync(host, 1)).ShouldHaveSingleItem().ShouldBeEquivalentTo(call);
    }

    [Test]
    public async Task Begin_Buffered_ReturnsAtOnceAndAShortCallNeedsNoIntent()
    {
        await using var host = await DatabaseHost.StartAsync(_database.Url, settings: ("AUDIT_DURABILITY", "buffered"));
        var call = Samples.Call(Samples.Now);

        var begun = host.Trail.BeginAsync(call, CancellationToken.None);
        begun.IsCompletedSuccessfully.ShouldBeTrue();
        (await begun).Close();

        await WaitForAsync(host, 1);
        (await TrailRows.QueryAsync<long>(host.Services, "SELECT count(*) FROM audit_batches WHERE intents IS NOT NULL")).ShouldBe([0L]);
    }

    [Test]
    public async Task Begin_BufferedAndStillOpenAtTheCommit_GetsItsIntent()
    {
        await using var host = await DatabaseHost.StartAsync(_database.Url, settings: ("AUDIT_DURABILITY", "buffered"));

        var open = await host.Trail.BeginAsync(Samples.Call(Samples.Now), CancellationToken.None);

        await Eventually.TrueAsync(
            async _ => (await TrailRows.QueryAsync<long>(host.Services, "SELECT count(*) FROM audit_batches WHERE intents IS NOT NULL"))[0] == 1, "the intent");
        open.Close();
    }

    [Test]
    public async Task Begin_ManyAtOnce_AreAllThereInFewBatches()
    {
        await using var host = await DatabaseHost.StartAsync(_database.Url);

        await Task.WhenAll(Enumerable.Range(0, 2_500).Select(_ => host.CallAsync(Samples.Call(Samples.Now))));

        await WaitForAsync(host, 2_500);
        (await TrailRows.QueryAsync<long>(host.Services, "SELECT count(*) FROM audit_batches"))[0].ShouldBeLessThan(1_000);
    }

    [Test]
    public async Task Begin_DatabaseRefusesBatches_CallIsNotMade()
    {
        await using var host = await DatabaseHost.StartAsync(_database.Url);
        await host.CallAsync(Samples.Call(Samples.Now));
        await RefuseInsertsAsync(host, "audit_batches", "NEW.intents IS NOT NULL");

        var refused = await Should.ThrowAsync<UnavailableException>(() => host.CallAsync(Samples.Call(Samples.Now)));

        refused.Code.ShouldBe("audit_unavailable");
    }

    [Test]
    public async Task End_EntryThatTheDatabaseRefuses_IsLeftOutAndItsNeighboursAreWritten()
    {
        await using var host = await DatabaseHost.StartAsync(_database.Url);
        await RefuseInsertsAsync(host, "audit_entries", "NEW.tool = 'refused'");
        var calls = Enumerable.Range(0, 40).Select(i => Samples.Call(Samples.Now, tool: i == 20 ? "refused" : "echo")).ToList();
        var open = await Task.WhenAll(calls.Select(c => host.Trail.BeginAsync(c, CancellationToken.None).AsTask()));

        foreach (var call in open) call.Close();

        (await WaitForAsync(host, 39)).ShouldAllBe(e => e.Tool == "echo");
    }

    [Test]
    public async Task Save_ChangeWhoseEntryIsRefused_DidNotHappen()
    {
        await using var host = await DatabaseHost.StartAsync(_database.Url);
        await RefuseInsertsAsync(host, "audit_entries", "NEW.action = 3");
        var tenant = Samples.Tenant();

        (await Should.ThrowAsync<UnavailableException>(() => host.SaveAsync(tenant))).Code.ShouldBe("audit_unavailable");

        (await host.WithRepositoryAsync(tenants => tenants.FindAsync(tenant.TenantId, CancellationToken.None))).ShouldBeNull();
    }

    [Test]
    public async Task Stop_CallsUnderWay_AreWrittenAndTheWriterIsClosed()
    {
        await using (var host = await DatabaseHost.StartAsync(_database.Url))
        {
            var open = await Task.WhenAll(Enumerable.Range(0, 2_500).Select(_ => host.Trail.BeginAsync(Samples.Call(Samples.Now), CancellationToken.None).AsTask()));
            foreach (var call in open) call.Close();
        }

        await using var again = await DatabaseHost.StartAsync(_database.Url);
        (await again.AuditAsync()).Count.ShouldBe(2_500);
        (await TrailRows.QueryAsync<long>(again.Services, "SELECT count(*) FROM audit_writers WHERE kind = 0 AND closed IS NULL")).ShouldBe([0L]);
    }

    private static async Task<List<AuditEntry>> WaitForAsync(DatabaseHost host, int count)
    {
        var rows = new List<AuditEntry>();
        await Eventually.TrueAsync(async _ => (rows = await host.AuditAsync()).Count == count, $"{count} entries");
        return rows;
    }

    private async Task RefuseInsertsAsync(DatabaseHost host, string table, string when) => await TrailRows.ExecuteAsync(host.Services, engine == Engine.Sqlite
        ? $"CREATE TRIGGER refuse BEFORE INSERT ON {table} WHEN {when} BEGIN SELECT RAISE(ABORT, 'no'); END"
        : $"""
          CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no'; END $$;
          CREATE TRIGGER refuse BEFORE INSERT ON {table} FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION refuse();
          """);
}
