using McpService.Common.Databases;
using McpService.Common.Gateway;
using Npgsql;

namespace McpService.FunctionalTests.Persistence.FullDisks;

/// <summary>PostgreSQL that answers what is added as it does on a full disk: SQLSTATE 53100 (disk_full). Needs no rights.</summary>
internal sealed class RefusingTables(PostgresDatabase database) : FullDisk
{
    private static readonly string[] Tables = ["audit_batches", "audit_entries", "tenants", "api_keys", "upstream_credentials", "idempotency_records", "write_probe"];

    public override Task<GatewayHost> StartAsync(Uri upstream) => GatewayHost.StartAsync(database.Url, upstream);

    public override Task FillAsync() => ExecuteAsync(FullDiskTriggers.Create(Tables));

    public override Task FreeAsync() => ExecuteAsync(FullDiskTriggers.Drop);

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection($"{database.ConnectionString};Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
