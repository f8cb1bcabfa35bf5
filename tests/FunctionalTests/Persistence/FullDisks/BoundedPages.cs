using McpService.Common.Databases;
using McpService.Common.Gateway;
using McpService.Infrastructure.Persistence.Database;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace McpService.FunctionalTests.Persistence.FullDisks;

/// <summary>SQLite with a bound on its pages, which it treats as the end of the disk. Needs no rights.</summary>
internal sealed class BoundedPages : FullDisk
{
    private const int Pages = 400;

    private readonly SqliteDatabase _database = new();

    public override Task<GatewayHost> StartAsync(Uri upstream) => GatewayHost.StartAsync(
        [$"--DATABASE_URL={_database.Url}", $"--INTEGRATION_APP_MCP_URL={upstream}"],
        builder => builder.Services.AddSingleton<DatabaseProvider>(provider => new BoundedProvider(new SqliteProvider(_database.Path, provider.GetRequiredService<TimeProvider>()), Pages)));

    /// <summary>Whoever has no bound writes over the gateway's.</summary>
    public override Task FillAsync() => ExecuteAsync(
        $"CREATE TABLE filling (bytes BLOB); INSERT INTO filling VALUES (zeroblob({Pages} * (SELECT page_size FROM pragma_page_size)))");

    public override Task FreeAsync() => ExecuteAsync("DROP TABLE filling");

    public override ValueTask DisposeAsync()
    {
        _database.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new SqliteConnection($"{_database.ConnectionString};Pooling=false;Default Timeout=30");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
