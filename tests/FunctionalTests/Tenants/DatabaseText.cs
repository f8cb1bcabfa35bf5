using System.Text;
using McpService.FunctionalTests.Persistence;
using McpService.Infrastructure.Persistence.Database;
using McpService.Infrastructure.Persistence.Database.Urls;
using Npgsql;

namespace McpService.FunctionalTests.Tenants;

/// <summary>Looks for a text, or bytes in hexadecimal or raw, in all that a thief of the database gets: SQLite's files, or a dump's worth of PostgreSQL.</summary>
internal static class DatabaseText
{
    public static async Task<bool> HoldsAsync(TestDatabase database, string text) => await HoldsAsync(database, Encoding.UTF8.GetBytes(text));

    public static async Task<bool> HoldsAsync(TestDatabase database, byte[] bytes)
    {
        var all = await ReadAsync(database);
        return all.AsSpan().IndexOf(bytes) >= 0 || all.AsSpan().IndexOf(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(bytes))) >= 0;
    }

    private static async Task<byte[]> ReadAsync(TestDatabase database) =>
        DatabaseUrl.Parse(new(database.Url)).Target switch
        {
            SqliteTarget sqlite => await ReadFilesAsync(sqlite.Path),
            PostgresTarget postgres => await ReadRowsAsync(postgres.ConnectionString),
            _ => throw new NotSupportedException(),
        };

    private static async Task<byte[]> ReadFilesAsync(string path)
    {
        var all = new MemoryStream();
        foreach (var file in Directory.GetFiles(Path.GetDirectoryName(path)!, $"{Path.GetFileName(path)}*"))
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            await stream.CopyToAsync(all);
        }

        return all.ToArray();
    }

    private static async Task<byte[]> ReadRowsAsync(string connectionString)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        var all = new StringBuilder();
        foreach (var table in await ReadAsync(connection, "SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public'"))
            all.AppendJoin('\n', await ReadAsync(connection, $"SELECT t::text FROM {table} t"));
        return Encoding.UTF8.GetBytes(all.ToString());
    }

    private static async Task<List<string>> ReadAsync(NpgsqlConnection connection, string query)
    {
        await using var command = new NpgsqlCommand(query, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync()) rows.Add(reader.GetString(0));
        return rows;
    }
}
