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

    /// <summary>One entry for the whole call, however many requests it took, and no row is left of it where it was parked.</summary>
    /// <param name="tenantId">Whose call; its only one.</param>
    /// <param name="outcome">What the entry has to say.</param>
    /// <param name="code">Its code; null for any.</param>
    /// <param name="limit">How long it may take; null for what should come at once.</param>
    protected async Task EndedOnceAsync(string tenantId, string outcome, string? code = null, TimeSpan? limit = null)
    {
        List<(string Outcome, string? Code)> found = [];
        await Eventually.TrueAsync(
            async _ =>
            {
                var page = await One.AdminAsync(HttpMethod.Get, $"/api/audit?tenantId={tenantId}&action=tool_call");
                // A request that is refused is none of the call's, and has an entry of its own.
                found = [.. page.Json.GetProperty("entries").EnumerateArray().Where(i => i.GetProperty("outcome").GetString() != "not_sent").Select(i => (i.GetProperty("outcome").GetString()!, i.TryGetProperty("code", out var said) ? said.GetString() : null))];
                return found.Count > 0 && (await QueryAsync<long>("SELECT count(*) FROM parked_calls JOIN tenants ON tenants.id = tenant_ref WHERE tenant_id = $1", tenantId))[0] == 0;
            },
            "The call's entry",
            limit);
        found.ShouldBe([(outcome, code ?? found[0].Code)]);
    }
}
