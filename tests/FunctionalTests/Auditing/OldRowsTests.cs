using McpService.Application.Auditing.ListAudit;
using McpService.Domain.Auditing;
using McpService.FunctionalTests.Persistence;
using McpService.Infrastructure.Auditing.Verification;
using McpService.Infrastructure.Persistence.Database;
using McpService.Infrastructure.Persistence.Model;
using McpService.Infrastructure.Persistence.Start;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace McpService.FunctionalTests.Auditing;

/// <summary>Rows of before the chain stay as they are and are read with the others; a dump that is restored elsewhere is as whole as it was.</summary>
[TestFixture(Engine.Sqlite)]
[TestFixture(Engine.Postgres)]
public sealed class OldRowsTests(Engine engine)
{
    private TestDatabase _database = null!;

    [SetUp]
    public async Task SetUpAsync() => _database = await TestDatabase.CreateAsync(engine);

    [TearDown]
    public void TearDown() => _database?.Dispose();

    [Test]
    public async Task Migrate_DatabaseWithATrailOfBefore_KeepsItReadableAndMarked()
    {
        var done = Guid.CreateVersion7(Samples.Now.AddYears(-6));
        var open = Guid.CreateVersion7(Samples.Now.AddYears(-6).AddSeconds(1));
        await using (var before = DatabaseHost.Create(_database.Url)) await FillAsync(before, done, open);

        await using var host = await DatabaseHost.StartAsync(_database.Url);
        await host.CallAsync(Samples.Call(TimeProvider.System.GetUtcNow()));
        await Common.Waiting.Eventually.TrueAsync(async _ => (await host.AuditAsync()).Count == 1, "a new entry");

        var rows = (await ReadAsync(host, new AuditSearch(null, null, false))).Records;
        rows.Select(r => r.IsChained).ShouldBe([true, false, false]);
        rows[1].Entry.Outcome.ShouldBe(AuditOutcome.Unknown, "an intent that nobody concluded");
        (rows[2].Entry.Outcome, rows[2].Entry.Tool, rows[2].Entry.Duration, rows[2].Entry.KeyId).ShouldBe((AuditOutcome.ToolError, "whoami", 1_500L, "key-1"));
        (await ReadAsync(host, new AuditSearch(null, null, false) { Outcome = AuditOutcome.ToolError })).Records.ShouldHaveSingleItem();
        var trail = await host.Get<AuditVerification>().RunAsync(null, [], CancellationToken.None);
        (trail.IsWhole, trail.OldRows).ShouldBe((true, 3L));
    }

    [Test]
    public async Task Restore_DumpElsewhere_IsWhole()
    {
        await using var host = await DatabaseHost.StartAsync(_database.Url);
        await host.SaveAsync(Samples.Tenant());
        for (var i = 0; i < 10; i++) await host.CallAsync(Samples.Call(Samples.Now));
        await Common.Waiting.Eventually.TrueAsync(async _ => (await host.AuditAsync()).Count == 11, "the calls");

        using var restored = await _database.CopyAsync();
        await using var elsewhere = DatabaseHost.Create(restored.Url);
        await elsewhere.Get<DatabaseMigrator>().EnsureReadyAsync(CancellationToken.None);
        var trail = await elsewhere.Get<AuditVerification>().RunAsync(null, [], CancellationToken.None);

        trail.IsWhole.ShouldBeTrue(string.Join('\n', trail.Breaks));
        trail.Entries.ShouldBe(11);
    }

    private static Task<AuditRows> ReadAsync(DatabaseHost host, AuditSearch search) => host.Get<IAuditReader>().ReadAsync(search, null, 10, CancellationToken.None);

    private async Task FillAsync(DatabaseHost host, Guid done, Guid open)
    {
        var database = host.Get<DatabaseProvider>();
        await using (await database.LockAsync(CancellationToken.None)) await database.PrepareAsync(CancellationToken.None);
        await host.WithDatabaseAsync(async (GatewayDbContext db) =>
        {
            var before = db.Database.GetMigrations().TakeWhile(m => !m.EndsWith("_Trail", StringComparison.Ordinal)).Last(m => !m.EndsWith("_WriteProbe", StringComparison.Ordinal));
            await db.GetService<IMigrator>().MigrateAsync(before);
            return true;
        });
        await InsertAsync(host, done, done, "intent", "NULL", "NULL");
        await InsertAsync(host, Guid.CreateVersion7(Samples.Now.AddYears(-6)), done, "outcome", "'tool_error'", "1.5");
        await InsertAsync(host, open, open, "intent", "NULL", "NULL");
    }

    private Task<int> InsertAsync(DatabaseHost host, Guid id, Guid call, string stage, string outcome, string latency) => TrailRows.ExecuteAsync(
        host.Services,
        $"""
        INSERT INTO audit_entries (id, call_id, stage, at, actor, actor_key_id, action, tool, outcome, latency_ms, request_id, instance_id)
        VALUES ('{Text(id)}', '{Text(call)}', '{stage}', {(engine == Engine.Sqlite ? "1" : "now()")}, 'tenant', 'key-1', 'tool_call', 'whoami', {outcome}, {latency}, 'r', 'i')
        """);

    private string Text(Guid id) => engine == Engine.Sqlite ? id.ToString().ToUpperInvariant() : id.ToString();
}
