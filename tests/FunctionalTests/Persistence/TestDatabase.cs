using McpService.Common.Databases;

namespace McpService.FunctionalTests.Persistence;

public enum Engine
{
    Sqlite,
    Postgres,
}

/// <summary>An empty database of the test's own.</summary>
internal sealed class TestDatabase(string url, IDisposable? owned) : IDisposable
{
    public string Url => url;

    public static async Task<TestDatabase> CreateAsync(Engine engine)
    {
        if (engine == Engine.Postgres) return new TestDatabase((await (await PostgresServer.SharedAsync()).CreateDatabaseAsync()).Url, null);
        var sqlite = new SqliteDatabase();
        return new TestDatabase(sqlite.Url, sqlite);
    }

    public void Dispose() => owned?.Dispose();
}
