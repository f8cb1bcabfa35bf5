using System.Text.RegularExpressions;
using McpService.Common.Databases;
using McpService.Common.Gateway;
using McpService.Common.Upstreams;
using McpService.Common.Waiting;
using Npgsql;

namespace McpService.FunctionalTests.Auditing;

/// <summary>The grants of docs/operations.md, under which the service adds to the trail and cannot take from it.</summary>
[TestFixture]
public sealed class RestrictedRoleTests
{
    private const string Role = "mcpservice_app";

    [Test]
    public async Task Serve_UnderTheDocumentedGrants_WorksAndCannotTouchTheTrail()
    {
        await using var server = await PostgresServer.StartNewAsync();
        var database = await server.CreateDatabaseAsync();
        await using var upstream = await ScriptableUpstream.StartAsync();
        var key = GatewayProcess.NewKey("k1");
        (await GatewayProcess.RunAsync(database.Url, key, "migrate")).ExitCode.ShouldBe(0);
        foreach (var table in await TablesAsync(database.ConnectionString)) Grants().ShouldContain(table);
        await ExecuteAsync(database.ConnectionString, $"CREATE ROLE {Role} LOGIN PASSWORD 'app'; GRANT USAGE ON SCHEMA public TO {Role}; {Grants()}");
        var url = $"postgres://{Role}:app@127.0.0.1:{server.Port}/{database.Name}";

        await using (var gateway = await GatewayProcess.StartAsync(url, upstream.Address, key, "one", ("MIGRATE_ON_START", "false")))
        {
            await gateway.ReadyAsync();
            var (tenantId, apiKey) = await gateway.CreateTenantAsync();
            for (var i = 0; i < 5; i++) ((int)(await gateway.CallAsync(tenantId, apiKey)).Status).ShouldBe(200);
            await Eventually.TrueAsync(_ => Task.FromResult(gateway.Output.Contains("audit retain", StringComparison.Ordinal)), "what it says at start");
            await gateway.StopAsync();
        }

        var role = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Username = Role, Password = "app", Pooling = false }.ConnectionString;
        foreach (var change in new[] { "DELETE FROM audit_entries", "UPDATE audit_entries SET tool = 'x'", "DELETE FROM audit_batches", "UPDATE audit_batches SET at = 1", "TRUNCATE audit_entries" })
            (await Should.ThrowAsync<PostgresException>(() => ExecuteAsync(role, change))).SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege, change);

        var (exitCode, output) = await GatewayProcess.RunAsync(database.Url, key, "audit", "verify");
        exitCode.ShouldBe(0, output);
        output.ShouldNotContain("could not be kept");
        (await GatewayProcess.RunAsync(database.Url, key, "audit", "retain")).ExitCode.ShouldBe(0);
    }

    private static async Task<List<string>> TablesAsync(string connectionString)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("SELECT tablename FROM pg_tables WHERE schemaname = 'public'", connection);
        await using var reader = await command.ExecuteReaderAsync();
        var tables = new List<string>();
        while (await reader.ReadAsync()) tables.Add(reader.GetString(0));
        return tables;
    }

    private static string Grants()
    {
        var page = File.ReadAllText(Path.Combine(RepositoryRoot(), "docs", "operations.md"));
        return Regex.Match(page, "```sql\\n(?<grants>GRANT.*?)```", RegexOptions.Singleline, TimeSpan.FromSeconds(1)).Groups["grants"].Value;
    }

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "McpService.sln"))) folder = folder.Parent!;
        return folder.FullName;
    }

    private static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
