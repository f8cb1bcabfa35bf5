using System.Data.Common;
using System.Text.RegularExpressions;
using McpService.Domain.Tenants;
using McpService.FunctionalTests.Auditing;
using McpService.Infrastructure.Auditing.Rows;
using McpService.Infrastructure.Auditing.Usage;
using McpService.Infrastructure.Auditing.Writing;
using McpService.Infrastructure.Persistence.Database;
using McpService.Infrastructure.Persistence.Start;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
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
    public async Task NewDatabase_Statements_AreWhatTheMigrationsComeTo()
    {
        var ofMigrations = await _host.WithDatabaseAsync(db => Task.FromResult(db.GetService<IMigrator>().GenerateScript(options: MigrationsSqlGenerationOptions.NoTransactions)));
        var kept = await NewDatabase.StatementsAsync(_host.Get<DatabaseProvider>(), CancellationToken.None);

        WithoutVersions(kept).ShouldBe(WithoutVersions(ofMigrations), $"Write the statements for {engine} anew: CONTRIBUTING.md says how.");
    }

    [Test]
    public async Task Migrate_DatabaseOfTheFirstVersion_ComesToTheSameTables()
    {
        using var older = await TestDatabase.CreateAsync(engine);
        await using (var before = DatabaseHost.Create(older.Url))
        {
            await before.Get<DatabaseProvider>().PrepareAsync(CancellationToken.None);
            await before.WithDatabaseAsync(async db =>
            {
                await db.GetService<IMigrator>().MigrateAsync(db.Database.GetMigrations().First());
                return true;
            });
        }

        await using var host = await DatabaseHost.StartAsync(older.Url);

        (await TablesAsync(host)).ShouldBe(await TablesAsync(_host), ignoreOrder: true);
    }

    [Test]
    public async Task Trail_Columns_AreThoseThatAreWritten()
    {
        (await ColumnsAsync("audit_entries")).ShouldBe(AuditColumns.All.Select(c => c.Name), ignoreOrder: true);
        (await ColumnsAsync("audit_batches")).ShouldBe(TrailSql.BatchColumns.Split(", "), ignoreOrder: true);
        (await ColumnsAsync("usage")).ShouldBe(UsageColumns.All.Select(c => c.Name), ignoreOrder: true);
    }

    [Test]
    public async Task AuditEntries_UpdatedInSql_IsRefusedAndDeleteIsNot()
    {
        await _host.SaveAsync(Samples.Tenant());

        foreach (var change in new[] { "UPDATE audit_entries SET code = 'changed'", "UPDATE audit_batches SET open_from = 1" })
        {
            var refused = await Should.ThrowAsync<DbException>(() => TrailRows.ExecuteAsync(_host.Services, change));

            refused.Message.ShouldContain("insert-only");
            DatabaseFailure.IsAway(refused).ShouldBeFalse();
        }

        (await TrailRows.ExecuteAsync(_host.Services, "DELETE FROM audit_entries")).ShouldBe(1);
    }

    [Test]
    public async Task Tenant_WithATrail_CannotBeRemoved()
    {
        await _host.SaveAsync(Samples.Tenant());

        var refused = await Should.ThrowAsync<DbException>(() => _host.WithDatabaseAsync(db => db.Tenants.ExecuteDeleteAsync()));

        DatabaseFailure.IsAway(refused).ShouldBeFalse();
    }

    // Whoever applies a migration notes the version of EF Core that he has.
    private static string WithoutVersions(string statements) => Regex.Replace(statements.Trim(), @"', '[\d.]+'\)", "')", RegexOptions.None, TimeSpan.FromSeconds(5)).ReplaceLineEndings("\n");

    private Task<List<string>> TablesAsync(DatabaseHost host) => TrailRows.QueryAsync<string>(host.Services, engine == Engine.Sqlite
        ? "SELECT name || ' ' || sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE '%EFMigrationsLock%'"
        : """
          SELECT table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable || ' ' || coalesce(column_default, '') FROM information_schema.columns WHERE table_schema = 'public'
          UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
          UNION ALL SELECT event_object_table || ' ' || trigger_name || ' ' || action_statement FROM information_schema.triggers
          """);

    private Task<List<string>> ColumnsAsync(string table) => TrailRows.QueryAsync<string>(_host.Services, engine == Engine.Sqlite
        ? $"SELECT name FROM pragma_table_info('{table}')"
        : $"SELECT column_name::text FROM information_schema.columns WHERE table_name = '{table}'");
}
