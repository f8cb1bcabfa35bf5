using System.Net;
using McpService.Common.Databases;
using McpService.Common.Gateway;
using McpService.Common.Proxies;
using McpService.Common.Waiting;
using Npgsql;

namespace McpService.FunctionalTests.Persistence;

/// <summary>A PostgreSQL that answers and cannot be written is no database to serve with: standbys, roles that only read, and the connections they leave behind.</summary>
internal sealed class FailoverTests
{
    /// <summary>What is promised is seconds, and a busy build machine adds some; without it, it is minutes.</summary>
    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(15);

    [Test]
    public async Task Failover_ConnectionsToAServerThatOnlyReads_AreThrownAway()
    {
        await using var primary = await PostgresServer.StartNewAsync();
        var database = await primary.CreateDatabaseAsync();
        await using var standby = await primary.StartStandbyAsync();
        await using var address = new TcpForwarder(primary.Port);
        await using var gateway = await GatewayHost.StartAsync($"--DATABASE_URL={At(address.Port, database.Url)}");
        var tenant = await gateway.CreateTenantAsync(integrationKey: "hubspot");
        (await CallAsync(tenant)).Status.ShouldBe(HttpStatusCode.OK);
        await StandbyHasAsync(standby, database, tenant.TenantId);

        // The address moves to the standby too early, and connections to it fill the pool.
        address.LeadTo(standby.Port);
        address.Cut();
        await Eventually.TrueAsync(async _ => (await CallAsync(tenant)).Code == "database_unavailable", "Calls are refused");
        await Eventually.TrueAsync(async _ => await ReadyAsync(gateway) == 503, "Not ready", Recovery);
        ((int)(await gateway.SendAsync(HttpMethod.Get, "/health")).Status).ShouldBe(503);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => CallAsync(tenant)));

        // It leads to a primary again, and nobody cuts the connections to the standby.
        address.LeadTo(primary.Port);
        await Eventually.TrueAsync(async _ => (await CallAsync(tenant)).Status == HttpStatusCode.OK && await ReadyAsync(gateway) == 200, "Recovery", Recovery);
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => CallAsync(tenant)));
        answers.ShouldAllBe(answer => answer.Status == HttpStatusCode.OK);
    }

    [Test]
    public async Task Failover_StandbyPromoted_GoesOnInSeconds()
    {
        await using var primary = await PostgresServer.StartNewAsync();
        var database = await primary.CreateDatabaseAsync();
        await using var standby = await primary.StartStandbyAsync();
        await using var address = new TcpForwarder(primary.Port);
        await using var gateway = await GatewayHost.StartAsync($"--DATABASE_URL={At(address.Port, database.Url)}");
        var tenant = await gateway.CreateTenantAsync(integrationKey: "hubspot");
        (await CallAsync(tenant)).Status.ShouldBe(HttpStatusCode.OK);
        await StandbyHasAsync(standby, database, tenant.TenantId);

        await primary.StopAsync();
        address.LeadTo(standby.Port);
        await standby.PromoteAsync();

        await Eventually.TrueAsync(async _ => (await CallAsync(tenant)).Status == HttpStatusCode.OK && await ReadyAsync(gateway) == 200, "Recovery", Recovery);
        (await gateway.SendAsync(HttpMethod.Post, $"/api/tenants/{tenant.TenantId}/suspend", null, Admin)).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Test]
    public async Task Ready_RoleMayOnlyRead_IsNot_AndIsAgainWhenItMay()
    {
        var database = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();
        var role = $"plain_{database.Name}";
        await ExecuteAsync(database, $"CREATE ROLE {role} LOGIN PASSWORD 'plain'; GRANT CREATE, USAGE ON SCHEMA public TO {role}");
        var url = new UriBuilder(database.Url) { UserName = role, Password = "plain" }.Uri.AbsoluteUri;
        await using var gateway = await GatewayHost.StartAsync($"--DATABASE_URL={url}");
        (await ReadyAsync(gateway)).ShouldBe(200);

        await ExecuteAsync(database, $"REVOKE INSERT, UPDATE ON ALL TABLES IN SCHEMA public FROM {role}");
        await Eventually.TrueAsync(async _ => await ReadyAsync(gateway) == 503, "Not ready");
        (await gateway.SendAsync(HttpMethod.Get, "/health/ready")).Text.ShouldContain("cannot be written");

        await ExecuteAsync(database, $"GRANT INSERT, UPDATE ON ALL TABLES IN SCHEMA public TO {role}");
        await Eventually.TrueAsync(async _ => await ReadyAsync(gateway) == 200, "Ready");
    }

    private static (string, string) Admin => ("Authorization", "Bearer sample-admin-key-for-development-only");

    private static Task<Answer> CallAsync(TestTenant tenant) => tenant.ToolAsync("""{"method":"find-contacts","params":{}}""");

    private static async Task<int> ReadyAsync(GatewayHost gateway) => (int)(await gateway.SendAsync(HttpMethod.Get, "/health/ready")).Status;

    private static string At(int port, string url) => new UriBuilder(url) { Port = port }.Uri.AbsoluteUri;

    /// <summary>Replication is not at once: the test starts when the tenant has arrived.</summary>
    private static Task StandbyHasAsync(PostgresServer standby, PostgresDatabase database, string tenantId) => Eventually.TrueAsync(
        async token =>
        {
            await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(database.ConnectionString) { Port = standby.Port, Pooling = false }.ConnectionString);
            await connection.OpenAsync(token);
            await using var command = new NpgsqlCommand("SELECT count(*) FROM tenants WHERE tenant_id = @id", connection) { Parameters = { new("id", tenantId) } };
            return (long)(await command.ExecuteScalarAsync(token))! == 1;
        },
        "The tenant at the standby");

    private static async Task ExecuteAsync(PostgresDatabase database, string sql)
    {
        await using var connection = new NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
