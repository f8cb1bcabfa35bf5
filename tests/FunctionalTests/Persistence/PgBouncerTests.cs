using System.Net;
using McpService.Common.Databases;
using McpService.Common.Gateway;
using McpService.Common.Upstreams;
using McpService.Common.Waiting;
using Npgsql;

namespace McpService.FunctionalTests.Persistence;

/// <summary>Two replicas behind PgBouncer in transaction mode, which carries no session: no LISTEN, no session's locks, no prepared statements.</summary>
internal sealed class PgBouncerTests
{
    // Of the pooler's ten; the service needs one or two.
    private const int Occupied = 7;

    /// <summary>Two seconds, and what a busy build machine adds.</summary>
    private static readonly TimeSpan Promise = TimeSpan.FromSeconds(6);


    [Test]
    public async Task Replicas_BehindPgBouncer_MigrateServeAndHearOfChanges()
    {
        var database = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();
        await using var bouncer = await PgBouncer.StartAsync(database);
        await using var upstream = await ScriptableUpstream.StartAsync();
        var url = bouncer.UrlOf(database);
        var both = await Task.WhenAll(GatewayHost.StartAsync(url, upstream.Address, "INSTANCE_ID=one"), GatewayHost.StartAsync(url, upstream.Address, "INSTANCE_ID=other"));
        await using var one = both[0];
        await using var other = both[1];

        var tenant = await one.CreateTenantAsync();
        var elsewhere = new TestTenant(other, tenant.TenantId, tenant.ApiKey);
        var calls = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => (i % 2 == 0 ? tenant : elsewhere).ToolAsync("""{"method":"whoami","params":{}}""")));
        calls.ShouldAllBe(call => call.Status == HttpStatusCode.OK, $"{one.Log.Text}\n{other.Log.Text}");

        (await one.SendAsync(HttpMethod.Post, $"/api/tenants/{tenant.TenantId}/suspend", null, ("Authorization", "Bearer sample-admin-key-for-development-only")))
            .Status.ShouldBe(HttpStatusCode.OK);
        await Eventually.TrueAsync(async _ => (await elsewhere.ToolAsync("""{"method":"whoami","params":{}}""")).Code == "tenant_suspended", "The suspension at the other", Promise);
    }

    /// <summary>A prepared statement belongs to a session, and the pooler leads to another one.</summary>
    /// <param name="query">Whether the URL names the pooler.</param>
    [TestCase("pgbouncer=true")]
    [TestCase("")]
    public async Task Trail_EachCommitMeetsAnotherSession_IsWritten(string query)
    {
        var database = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();
        await using var bouncer = await PgBouncer.StartAsync(database);
        await using var host = await DatabaseHost.StartAsync(new UriBuilder(bouncer.UrlOf(database)) { Query = query }.Uri.AbsoluteUri);
        await host.CallAsync(Samples.Call(Samples.Now));

        // The pooler gives out first what was used last.
        var others = new List<NpgsqlConnection>();
        for (var i = 0; i < Occupied; i++)
        {
            others.Add(await OccupyAsync(bouncer.ConnectionStringOf(database)));
            await host.CallAsync(Samples.Call(Samples.Now));
        }

        foreach (var other in others) await other.DisposeAsync();
    }

    /// <summary>Holds a session by a transaction that does not end.</summary>
    private static async Task<NpgsqlConnection> OccupyAsync(string connectionString)
    {
        var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        var transaction = await connection.BeginTransactionAsync();
        await using var command = new NpgsqlCommand("SELECT 1", connection, transaction);
        await command.ExecuteScalarAsync();
        return connection;
    }
}
