using McpService.Common.Databases;
using Microsoft.Data.Sqlite;

namespace McpService.FunctionalTests.Persistence;

public enum Engine
{
    Sqlite,
    Postgres,
}

/// <summary>An empty database of the test's own.</summary>
internal sealed class TestDatabase : IDisposable
{
    private readonly SqliteDatabase? _sqlite;
    private readonly PostgresDatabase? _postgres;

    private TestDatabase(SqliteDatabase? sqlite, PostgresDatabase? postgres) => (_sqlite, _postgres) = (sqlite, postgres);

    public string Url => _sqlite?.Url ?? _postgres!.Url;

    public static async Task<TestDatabase> CreateAsync(Engine engine) => engine == Engine.Postgres
        ? new TestDatabase(null, await (await PostgresServer.SharedAsync()).CreateDatabaseAsync())
        : new TestDatabase(new SqliteDatabase(), null);

    /// <summary>Another one, restored from a dump of this one.</summary>
    public async Task<TestDatabase> CopyAsync()
    {
        var copy = await CreateAsync(_sqlite is null ? Engine.Postgres : Engine.Sqlite);
        if (_postgres is not null)
        {
            await PostgresServer.RestoreAsync(copy._postgres!, await PostgresServer.DumpAsync(_postgres));
            return copy;
        }

        await using var connection = new SqliteConnection(_sqlite!.ConnectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "VACUUM INTO @path";
        command.Parameters.AddWithValue("@path", copy._sqlite!.Path);
        await command.ExecuteNonQueryAsync();
        return copy;
    }

    public void Dispose() => _sqlite?.Dispose();
}
