using McpService.Common.Databases;
using McpService.Common.Gateway;
using McpService.Common.Upstreams;
using Npgsql;

namespace McpService.LoadTests.Proof.Stage;

/// <summary>What rows are played on: a PostgreSQL that writes to the disk, and gateways as operators run them.</summary>
internal sealed class ProofStage(int seed) : IAsyncDisposable
{
    private readonly string _key = GatewayProcess.NewKey("k1");
    private PostgresServer? _server;

    /// <summary>What random inputs begin with: the same gives the same.</summary>
    public int Seed => seed;

    public async Task<PostgresDatabase> NewDatabaseAsync() => await (_server ??= await PostgresServer.StartNewAsync(new PostgresSettings { Fsync = true })).CreateDatabaseAsync();

    /// <summary>An upstream that keeps no history: it is called often.</summary>
    public static async Task<ScriptableUpstream> NewUpstreamAsync()
    {
        var upstream = await ScriptableUpstream.StartAsync();
        upstream.Settings.KeepHistory = false;
        return upstream;
    }

    public Task<GatewayProcess> StartAsync(string databaseUrl, Uri upstream, string instance = "one", params (string Name, string Value)[] settings) =>
        StartAsync(databaseUrl, upstream, failures: null, instance, settings);

    /// <summary>The same, and what it logs of failures is kept.</summary>
    public async Task<GatewayProcess> StartAsync(string databaseUrl, Uri upstream, FailureLog? failures, string instance = "one", params (string Name, string Value)[] settings)
    {
        var gateway = await GatewayProcess.StartAsync(databaseUrl, upstream, _key, failures is null ? null : failures.Add, instance, settings);
        await gateway.ReadyAsync();
        return gateway;
    }

    /// <summary>One whose database is a file on a small disk.</summary>
    public async Task<GatewayProcess> StartAsync(SmallDisk disk, Uri upstream)
    {
        var gateway = await GatewayProcess.StartAsync(disk.Enter, $"sqlite:///{disk.Folder}/gateway.db", upstream, _key, onLine: null, "one");
        await gateway.ReadyAsync();
        return gateway;
    }

    public static async Task<long> ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection($"{connectionString};Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return sql.StartsWith("SELECT", StringComparison.Ordinal) ? Convert.ToInt64(await command.ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture) : await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
    }
}
