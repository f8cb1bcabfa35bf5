using System.Globalization;
using McpService.Common.Databases;
using McpService.Common.Growth;
using McpService.Common.Kills;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace McpService.LoadTests.Commands;

/// <summary>The long runs of the trail: what it costs as it grows, and whether it holds when it is killed a hundred times.</summary>
internal static class TrailCommand
{
    private const long DefaultRows = 5_000_000;
    private const int DefaultRounds = 100;

    /// <param name="rest">How many rows; default five million.</param>
    public static async Task<int> GrowAsync(IReadOnlyList<string> rest)
    {
        var rows = rest is [var text, ..] ? long.Parse(text, CultureInfo.InvariantCulture) : DefaultRows;
        using (var sqlite = new SqliteDatabase()) await GrowAsync("SQLite", sqlite.Url, rows);
        await using var server = await PostgresServer.StartNewAsync(new PostgresSettings { Fsync = true });
        await GrowAsync("PostgreSQL", (await server.CreateDatabaseAsync()).Url, rows);
        return 0;
    }

    /// <param name="rest">How many rounds; default a hundred.</param>
    /// <returns>The exit code: 1 when something was lost.</returns>
    public static async Task<int> KillAsync(IReadOnlyList<string> rest)
    {
        var rounds = rest is [var text, ..] ? int.Parse(text, CultureInfo.InvariantCulture) : DefaultRounds;
        using var sqlite = new SqliteDatabase();
        var first = await new KillRounds(sqlite.Url, sql => NumberAsync(new SqliteConnection(sqlite.ConnectionString), sql)).RunAsync(rounds);
        Console.WriteLine($"SQLite: {first}");
        await using var server = await PostgresServer.StartNewAsync(new PostgresSettings { Fsync = true });
        var database = await server.CreateDatabaseAsync();
        var second = await new KillRounds(database.Url, sql => NumberAsync(new NpgsqlConnection(database.ConnectionString), sql)).RunAsync(rounds);
        Console.WriteLine($"PostgreSQL: {second}");
        return first.Holds && second.Holds ? 0 : 1;
    }

    private static async Task GrowAsync(string name, string url, long rows)
    {
        Console.WriteLine($"## {name}\n");
        await new TrailGrowth(url, rows, Console.Out).RunAsync(CancellationToken.None);
        Console.WriteLine();
    }

    private static async Task<long> NumberAsync(System.Data.Common.DbConnection connection, string sql)
    {
        await using var owned = connection;
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return sql.StartsWith("SELECT", StringComparison.Ordinal) ? Convert.ToInt64(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture) : await command.ExecuteNonQueryAsync();
    }
}
