using McpService.Common.Databases;
using Npgsql;
using NpgsqlTypes;

namespace McpService.LoadTests.Rows;

/// <summary>What PostgreSQL itself takes to keep one row: a prepared statement on one connection, nothing else under way.</summary>
internal static class BareCommit
{
    private const int Commits = 2000;

    public static async Task<double> MedianMsAsync(PostgresDatabase database)
    {
        await using var connection = new NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync();
        await using var create = new NpgsqlCommand("CREATE TABLE kept (id uuid PRIMARY KEY, row text)", connection);
        await create.ExecuteNonQueryAsync();
        await using var insert = new NpgsqlCommand("INSERT INTO kept VALUES ($1, $2)", connection);
        insert.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Uuid });
        insert.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Text, Value = new string('x', 200) });
        await insert.PrepareAsync();

        var times = new List<double>();
        for (var i = 0; i < Commits; i++)
        {
            insert.Parameters[0].Value = Guid.CreateVersion7(TimeProvider.System.GetUtcNow());
            var started = TimeProvider.System.GetTimestamp();
            await insert.ExecuteNonQueryAsync();
            times.Add(TimeProvider.System.GetElapsedTime(started).TotalMilliseconds);
        }

        return times.Order().ElementAt(Commits / 2);
    }
}
