using System.Runtime.Versioning;
using McpService.Common.Databases;
using McpService.Infrastructure.Settings;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;
using Shouldly;

namespace McpService.FunctionalTests.Persistence;

[TestFixture]
internal sealed class SqliteFileTests
{
    [Test]
    public async Task Start_LockOfAKilledMigrationLeftBehind_Migrates()
    {
        using var database = new SqliteDatabase();
        await using (var connection = new SqliteConnection(database.ConnectionString))
        {
            await connection.OpenAsync();
            await using var command = new SqliteCommand(
                "CREATE TABLE __EFMigrationsLock (Id INTEGER PRIMARY KEY, Timestamp TEXT NOT NULL); INSERT INTO __EFMigrationsLock VALUES (1, '2030-01-01')", connection);
            await command.ExecuteNonQueryAsync();
        }

        await using var host = await DatabaseHost.StartAsync(database.Url);

        (await host.WithDatabaseAsync(db => db.Tenants.CountAsync())).ShouldBe(0);
    }

    [Test]
    [UnsupportedOSPlatform("windows")]
    public async Task Start_NewFile_OnlyItsOwnerMayReadItAndReadersDoNotBlockWriters()
    {
        using var database = new SqliteDatabase();
        var folder = Path.Combine(Path.GetDirectoryName(database.Path)!, "deep", "down");
        var file = Path.Combine(folder, "gateway.db");

        await using var host = await DatabaseHost.StartAsync($"sqlite:///{file}");

        File.GetUnixFileMode(folder).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.GetUnixFileMode(file + "-wal").ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        (await host.WithDatabaseAsync(db => db.Database.SqlQueryRaw<string>("SELECT journal_mode AS Value FROM pragma_journal_mode").SingleAsync())).ShouldBe("wal");
    }

    [TestCase(null, "data/mcpservice.db")]
    [TestCase("sqlite:///beside/gateway.db", "beside/gateway.db")]
    public async Task Start_NoUrlOrARelativePath_IsKeptBesideTheService(string? url, string expected)
    {
        using var database = new SqliteDatabase();
        var root = Path.GetDirectoryName(database.Path)!;

        await using var host = await DatabaseHost.StartAsync(url, configure: services => services.AddSingleton(new DataFolder(root)));

        File.Exists(Path.Combine(root, expected)).ShouldBeTrue();
    }
}
