using McpService.Common.Databases;
using McpService.Common.Gateway;
using McpService.Common.Upstreams;
using McpService.Common.Waiting;
using McpService.Infrastructure.Security.Encryption;
using Npgsql;

namespace McpService.FunctionalTests.Replicas;

/// <summary>Two gateway processes on one PostgreSQL, started together on an empty database, before one upstream.</summary>
public abstract class ReplicaFixture
{
    /// <summary>What the two promise.</summary>
    protected static readonly TimeSpan Promise = TimeSpan.FromSeconds(2);

    protected static string EncryptionKeys { get; } = GatewayProcess.NewKey("k1");

    protected ScriptableUpstream Upstream { get; private set; } = null!;

    protected PostgresDatabase Database { get; private set; } = null!;

    /// <summary>Where the operator makes changes.</summary>
    protected GatewayProcess One { get; private set; } = null!;

    /// <summary>Where they have to arrive.</summary>
    protected GatewayProcess Other { get; private set; } = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        Database = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();
        Upstream = await ScriptableUpstream.StartAsync();
        Upstream.Settings.GetStreams = true;
        var both = await Task.WhenAll(
            GatewayProcess.StartAsync(Database.Url, Upstream.Address, EncryptionKeys, "one"),
            GatewayProcess.StartAsync(Database.Url, Upstream.Address, EncryptionKeys, "other"));
        (One, Other) = (both[0], both[1]);
        await Task.WhenAll(One.ReadyAsync(), Other.ReadyAsync());
        await Task.WhenAll(One.WarmAsync(), Other.WarmAsync());
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (One is not null) await One.DisposeAsync();
        if (Other is not null) await Other.DisposeAsync();
        if (Upstream is not null) await Upstream.DisposeAsync();
    }

    /// <summary>Waits until it holds, no longer than was promised for a change that is made already.</summary>
    protected static Task WithinPromiseAsync(Func<Task<bool>> condition, string what) =>
        Eventually.TrueAsync(_ => condition(), what, Promise, TimeSpan.FromMilliseconds(20));

    protected async Task<List<T>> QueryAsync<T>(string sql, params object[] parameters)
    {
        await using var connection = new NpgsqlConnection(Database.ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in parameters) command.Parameters.Add(new NpgsqlParameter { Value = value });
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<T>();
        while (await reader.ReadAsync()) rows.Add(reader.GetFieldValue<T>(0));
        return rows;
    }
}
