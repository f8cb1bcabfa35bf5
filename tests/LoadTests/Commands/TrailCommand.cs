using System.Globalization;
using McpService.Common.Databases;
using McpService.Common.Kills;
using McpService.LoadTests.Rows;
using McpService.LoadTests.Trail;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace McpService.LoadTests.Commands;

/// <summary>The long runs of the trail: what it costs, now and as it grows, and whether it holds when it is killed again and again.</summary>
internal static class TrailCommand
{
    private const long DefaultRows = 5_000_000;
    private const int Rounds = 10;
    private const int ManyRounds = 100;

    /// <summary>Everything that is asked of the trail, each beside its goal.</summary>
    /// <param name="rest">How many rows, default five million; how many kills, default ten.</param>
    /// <returns>The exit code: 1 when something was lost. A goal that is missed is told, and gates nothing.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> rest)
    {
        var rows = rest is [var text, ..] ? long.Parse(text, CultureInfo.InvariantCulture) : DefaultRows;
        var measures = new List<TrailMeasure>();
        await using var server = await PostgresServer.StartNewAsync(new PostgresSettings { Fsync = true });
        using (var sqlite = new SqliteDatabase()) measures.AddRange(await TrailMeasures.CostAsync("SQLite", sqlite.Url, bareCommitMs: null));
        var bare = await BareCommit.MedianMsAsync(await server.CreateDatabaseAsync());
        measures.AddRange(await TrailMeasures.CostAsync("PostgreSQL", (await server.CreateDatabaseAsync()).Url, bare));
        using (var sqlite = new SqliteDatabase()) measures.AddRange(await GrowAsync("SQLite", sqlite.Url, rows));
        measures.AddRange(await GrowAsync("PostgreSQL", (await server.CreateDatabaseAsync()).Url, rows));
        Console.WriteLine("| database | measure | goal | figure | |\n|---|---|---|---|---|");
        foreach (var measure in measures) Console.WriteLine(measure);
        Console.WriteLine("\nBefore-call against buffered at 64 connections is a row of the comparison: `before-call-64`.\n");
        return await KillAsync(server, rest is [_, var rounds, ..] ? int.Parse(rounds, CultureInfo.InvariantCulture) : Rounds);
    }

    /// <param name="rest">How many rounds; default a hundred.</param>
    /// <returns>The exit code: 1 when something was lost.</returns>
    public static async Task<int> KillAsync(IReadOnlyList<string> rest)
    {
        await using var server = await PostgresServer.StartNewAsync(new PostgresSettings { Fsync = true });
        return await KillAsync(server, rest is [var text, ..] ? int.Parse(text, CultureInfo.InvariantCulture) : ManyRounds);
    }

    private static async Task<int> KillAsync(PostgresServer server, int rounds)
    {
        using var sqlite = new SqliteDatabase();
        var first = await new KillRounds(sqlite.Url, sql => NumberAsync(new SqliteConnection(sqlite.ConnectionString), sql)).RunAsync(rounds);
        Console.WriteLine($"{rounds} kills, SQLite: {first}");
        var database = await server.CreateDatabaseAsync();
        var second = await new KillRounds(database.Url, sql => NumberAsync(new NpgsqlConnection(database.ConnectionString), sql)).RunAsync(rounds);
        Console.WriteLine($"{rounds} kills, PostgreSQL: {second}");
        return first.Holds && second.Holds ? 0 : 1;
    }

    private static async Task<IReadOnlyList<TrailMeasure>> GrowAsync(string name, string url, long rows)
    {
        Console.WriteLine($"## {name}\n");
        var measures = await TrailMeasures.GrowAsync(name, url, rows);
        Console.WriteLine();
        return measures;
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
