using System.Data.Common;
using McpService.Application.Auditing;
using McpService.Domain.Tenants;
using McpService.Infrastructure.Auditing;
using McpService.Infrastructure.Persistence.Database;
using McpService.Infrastructure.Persistence.Start;
using Microsoft.EntityFrameworkCore;
using NUnit.Framework;
using Shouldly;

namespace McpService.FunctionalTests.Persistence;

[TestFixture(Engine.Sqlite)]
[TestFixture(Engine.Postgres)]
public sealed class SchemaTests(Engine engine)
{
    private TestDatabase _database = null!;
    private DatabaseHost _host = null!;

    [SetUp]
    public async Task SetUpAsync()
    {
        _database = await TestDatabase.CreateAsync(engine);
        _host = await DatabaseHost.StartAsync(_database.Url);
    }

    [TearDown]
    public async Task TearDownAsync()
    {
        if (_host is not null) await _host.DisposeAsync();
        _database?.Dispose();
    }

    [Test]
    public async Task Model_ComparedWithMigrations_HasNotDrifted()
    {
        var drifted = await _host.WithDatabaseAsync(db => Task.FromResult(db.Database.HasPendingModelChanges()));

        drifted.ShouldBeFalse($"Add a migration for both contexts: this one ({engine}) lacks a change of the model.");
    }

    [Test]
    public async Task Pending_ComparedWithEfCore_IsTheSame()
    {
        using var empty = await TestDatabase.CreateAsync(engine);
        await using var host = DatabaseHost.Create(empty.Url);
        var known = await host.WithDatabaseAsync(db => Task.FromResult(db.Database.GetMigrations().ToArray()));

        known.ShouldNotBeEmpty();
        (await host.Get<Schema>().PendingAsync(CancellationToken.None)).ShouldBe(known);
        (await _host.Get<Schema>().PendingAsync(CancellationToken.None)).ShouldBeEmpty();
    }

    [Test]
    public async Task AuditColumns_ComparedWithTheModel_AreTheSame()
    {
        var mapped = await _host.WithDatabaseAsync(db => Task.FromResult(
            db.AuditEntries.EntityType.GetProperties().Select(p => p.GetColumnName()).Order().ToList()));

        AuditColumns.All.Select(c => c.Name).Order().ShouldBe(mapped);
    }

    [Test]
    public async Task AuditEntry_ChangedOrRemovedThroughEf_IsRefused()
    {
        await _host.SaveAsync(Samples.Tenant());

        await Should.ThrowAsync<InvalidOperationException>(() => _host.WithDatabaseAsync(async db =>
        {
            db.Entry(await db.AuditEntries.SingleAsync()).Property(e => e.Code).CurrentValue = "changed";
            return await db.SaveChangesAsync();
        }));
        await Should.ThrowAsync<InvalidOperationException>(() => _host.WithDatabaseAsync(async db =>
        {
            db.Remove(await db.AuditEntries.SingleAsync());
            return await db.SaveChangesAsync();
        }));
    }

    [Test]
    public async Task AuditEntries_UpdatedInSql_IsRefusedAndDeleteIsNot()
    {
        await _host.SaveAsync(Samples.Tenant());

        var refused = await Should.ThrowAsync<DbException>(() =>
            _host.WithDatabaseAsync(db => db.Database.ExecuteSqlRawAsync("UPDATE audit_entries SET code = 'changed'")));

        refused.Message.ShouldContain("insert-only");
        DatabaseFailure.IsAway(refused).ShouldBeFalse();
        (await _host.WithDatabaseAsync(db => db.Database.ExecuteSqlRawAsync("DELETE FROM audit_entries"))).ShouldBe(1);
    }

    [Test]
    public async Task Tenant_WithATrail_CannotBeRemoved()
    {
        await _host.SaveAsync(Samples.Tenant());

        var refused = await Should.ThrowAsync<DbException>(() => _host.WithDatabaseAsync(db => db.Tenants.ExecuteDeleteAsync()));

        DatabaseFailure.IsAway(refused).ShouldBeFalse();
    }
}
