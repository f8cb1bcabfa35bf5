using System.Net;
using McpService.Common.Databases;
using McpService.Common.Gateway;
using McpService.Common.Upstreams;
using McpService.Common.Waiting;
using McpService.FunctionalTests.Auditing;
using McpService.Infrastructure.Security.ApiKeys;

namespace McpService.FunctionalTests.Persistence.FullDisks;

/// <summary>
/// The disk below the database is full: calls and changes are refused as not done, nothing is half there, and all goes on when there is room again.
/// </summary>
[TestFixture]
internal sealed class FullDiskTests
{
    // What is on the disk already has room for some rows.
    private const int MostThatFit = 3_000;
    private const int Clients = 4;

    private static readonly TimeSpan Promise = TimeSpan.FromSeconds(30);

    [Test]
    public async Task Sqlite_WithABoundOnItsPages()
    {
        await using var disk = new BoundedPages();
        await FillAndFreeAsync(disk);
    }

    [Test]
    public async Task Postgres_ThatSaysDiskFull()
    {
        await using var disk = new RefusingTables(await (await PostgresServer.SharedAsync()).CreateDatabaseAsync());
        await FillAndFreeAsync(disk);
    }

    /// <summary>The other two need no rights, and stand for this one where there are none.</summary>
    [Test]
    public async Task Postgres_OnADiskThatIsFull()
    {
        await using var disk = await FilledDisk.TryStartAsync();
        if (disk is null) Assert.Ignore("Mounting is not allowed here.");
        else await FillAndFreeAsync(disk);
    }

    private static async Task FillAndFreeAsync(FullDisk disk)
    {
        await using var upstream = await ScriptableUpstream.StartAsync();
        await using var gateway = await disk.StartAsync(upstream.Address);
        await Eventually.TrueAsync(async _ => (await CreateAsync(gateway)).Status == HttpStatusCode.Created, "The first change");
        var tenant = await gateway.CreateTenantAsync();
        (await tenant.ToolAsync("""{"method":"whoami"}""")).Status.ShouldBe(HttpStatusCode.OK);
        var (before, called) = (await TenantsAsync(gateway), upstream.Hits("tools/call"));

        await disk.FillAsync();
        var calls = await RefusedAtLastAsync(() => tenant.ToolAsync("""{"method":"whoami"}"""), HttpStatusCode.OK);
        var creates = await RefusedAtLastAsync(() => CreateAsync(gateway), HttpStatusCode.Created);

        (await gateway.SendAsync(HttpMethod.Get, "/health/live")).Status.ShouldBe(HttpStatusCode.OK);
        await Eventually.TrueAsync(async _ => (await gateway.SendAsync(HttpMethod.Get, "/health/ready")).Status == HttpStatusCode.ServiceUnavailable, "Unreadiness");
        (await TenantsAsync(gateway)).ShouldBe(before + creates, "a change that was refused was not made");
        (upstream.Hits("tools/call") - called).ShouldBe(calls, "a call that was refused was not sent");

        await disk.FreeAsync();
        await Eventually.TrueAsync(async _ => (await gateway.SendAsync(HttpMethod.Get, "/health/ready")).Status == HttpStatusCode.OK, "Readiness", Promise);
        await Eventually.TrueAsync(async _ => (await tenant.ToolAsync("""{"method":"whoami"}""")).Status == HttpStatusCode.OK, "A call", Promise);
        await Eventually.TrueAsync(async _ => (await CreateAsync(gateway)).Status == HttpStatusCode.Created, "A change", Promise);
        await Eventually.TrueAsync(
            async _ => await NumberAsync(gateway, "SELECT count(*) FROM audit_entries WHERE tool = 'whoami' AND outcome = 0") == upstream.Hits("tools/call"), "the trail of every call", Promise);
    }

    /// <summary>Sends until the disk is felt, from some clients at once, so that commits are shared.</summary>
    /// <returns>How many succeeded. Whatever did not was refused as it should be.</returns>
    private static async Task<int> RefusedAtLastAsync(Func<Task<Answer>> send, HttpStatusCode good)
    {
        var (succeeded, refused) = (0, 0);
        for (var round = 0; round < MostThatFit / Clients && refused == 0; round++)
        {
            foreach (var answer in await Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => send())))
            {
                if (answer.Status == good)
                {
                    succeeded++;
                    continue;
                }

                refused++;
                answer.Status.ShouldBe(HttpStatusCode.ServiceUnavailable, answer.Text);
                (answer.Code, answer.Json.GetProperty("outcome").GetString(), answer.Json.GetProperty("retryable").GetBoolean()).ShouldBe(("database_unavailable", "not_sent", true));
                answer.Headers.ContainsKey("Retry-After").ShouldBeTrue();
            }
        }

        refused.ShouldBePositive("the disk is not full");
        return succeeded;
    }

    private static Task<Answer> CreateAsync(GatewayHost gateway) => gateway.SendAsync(
        HttpMethod.Post, "/api/tenants", """{"integrationKey":"*","integrationAppToken":"bob"}""", ("Authorization", $"Bearer {AdminOptions.SampleKey}"));

    private static Task<long> TenantsAsync(GatewayHost gateway) => NumberAsync(gateway, "SELECT count(*) FROM tenants");

    private static async Task<long> NumberAsync(GatewayHost gateway, string sql) => (await TrailRows.QueryAsync<long>(gateway.Services, sql))[0];
}
