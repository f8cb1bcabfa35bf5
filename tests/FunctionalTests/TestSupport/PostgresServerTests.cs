using McpService.Common.Databases;
using Npgsql;
using NUnit.Framework;
using Shouldly;

namespace McpService.FunctionalTests.TestSupport;

[TestFixture]
internal sealed class PostgresServerTests
{
    [Test]
    public async Task CreateDatabase_Shared_EachIsFresh()
    {
        var server = await PostgresServer.SharedAsync();
        var (first, second) = (await server.CreateDatabaseAsync(), await server.CreateDatabaseAsync());
        await RunAsync(first, "CREATE TABLE marks (mark int)");
        await Should.ThrowAsync<PostgresException>(() => RunAsync(second, "SELECT mark FROM marks"));
        first.Url.ShouldBe($"postgres://mcpservice:test-password@127.0.0.1:{server.Port}/{first.Name}");
    }

    [Test]
    public async Task CreateDatabase_ManyAtOnce_AllThere()
    {
        var server = await PostgresServer.SharedAsync();
        var databases = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => server.CreateDatabaseAsync()));
        databases.DistinctBy(database => database.Name, StringComparer.Ordinal).Count().ShouldBe(4);
    }

    [Test]
    public async Task StopAndStart_Database_KeepsItsData()
    {
        await using var server = await PostgresServer.StartNewAsync();
        var database = await server.CreateDatabaseAsync();
        await RunAsync(database, "CREATE TABLE marks (mark int)");
        await server.StopAsync();
        await Should.ThrowAsync<NpgsqlException>(() => RunAsync(database, "SELECT 1"));
        await server.StartAsync();
        await RunAsync(database, "SELECT mark FROM marks");
    }

    [Test]
    public async Task Freeze_Query_WaitsForThaw()
    {
        await using var server = await PostgresServer.StartNewAsync();
        var database = await server.CreateDatabaseAsync();
        await using var connection = await OpenAsync(database);
        server.Freeze();
        await using var command = new NpgsqlCommand("SELECT 1", connection) { CommandTimeout = 0 };
        var asking = command.ExecuteScalarAsync();
        await Should.ThrowAsync<TimeoutException>(asking.WaitAsync(TimeSpan.FromMilliseconds(300), TimeProvider.System));
        server.Thaw();
        (await asking).ShouldBe(1);
    }

    [Test]
    public async Task Password_Wrong_Refused()
    {
        var server = await PostgresServer.SharedAsync();
        var database = await server.CreateDatabaseAsync();
        var wrong = database with { ConnectionString = database.ConnectionString.Replace("test-password", "guess", StringComparison.Ordinal) };
        (await Should.ThrowAsync<PostgresException>(() => OpenAsync(wrong))).SqlState.ShouldBe(PostgresErrorCodes.InvalidPassword);
    }

    private static async Task RunAsync(PostgresDatabase database, string sql)
    {
        await using var connection = await OpenAsync(database);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<NpgsqlConnection> OpenAsync(PostgresDatabase database)
    {
        var connection = new NpgsqlConnection(database.ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        return connection;
    }
}
