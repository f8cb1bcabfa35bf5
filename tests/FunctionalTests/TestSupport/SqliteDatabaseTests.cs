using McpService.Common.Databases;
using Microsoft.Data.Sqlite;
using NUnit.Framework;
using Shouldly;

namespace McpService.FunctionalTests.TestSupport;

[TestFixture]
internal sealed class SqliteDatabaseTests
{
    [Test]
    public async Task Dispose_Used_FileGone()
    {
        var database = new SqliteDatabase();
        await using (var connection = new SqliteConnection(database.ConnectionString))
        {
            await connection.OpenAsync();
            await using var command = new SqliteCommand("CREATE TABLE marks (mark int)", connection);
            await command.ExecuteNonQueryAsync();
        }
        File.Exists(database.Path).ShouldBeTrue();
        database.Url.ShouldStartWith("sqlite:///");
        database.Dispose();
        File.Exists(database.Path).ShouldBeFalse();
    }
}
