using System.Net;
using System.Net.Sockets;
using System.Text;
using McpService.Common.Gateway;
using McpService.Common.Waiting;
using McpService.FunctionalTests.Auditing;
using McpService.FunctionalTests.Persistence;

namespace McpService.FunctionalTests.Tenants;

/// <summary><c>kill -9</c> between the commit of a change and the moment somebody has its answer.</summary>
[TestFixture(Engine.Sqlite)]
[TestFixture(Engine.Postgres)]
public sealed class KilledChangeTests(Engine engine)
{
    private const string NewTenant = """{"name":"Acme","integrationKey":"hubspot","integrationAppToken":"alice"}""";

    private static readonly Uri Nobody = new("http://127.0.0.1:1/mcp");

    [Test]
    public async Task Create_KilledAfterTheCommit_TheRepetitionIsAnsweredByTheNextProcess()
    {
        using var database = await TestDatabase.CreateAsync(engine);
        var keys = GatewayProcess.NewKey("k1");
        using (var client = new TcpClient())
        await using (var killed = await GatewayProcess.StartAsync(database.Url, Nobody, keys))
        {
            await killed.ReadyAsync();
            await client.ConnectAsync(IPAddress.Loopback, killed.Address.Port);
            await client.GetStream().WriteAsync(RequestTo(killed));
            await using var look = DatabaseHost.Create(database.Url);
            await Eventually.TrueAsync(
                async _ => (await TrailRows.QueryAsync<long>(look.Services, "SELECT count(*) FROM idempotency_records"))[0] == 1, "The commit", every: TimeSpan.FromMilliseconds(5));
            await killed.KillAsync();
        }

        await using var next = await GatewayProcess.StartAsync(database.Url, Nobody, keys);
        await next.ReadyAsync();
        Answer? again = null;
        await Eventually.TrueAsync(async _ => (again = await CreateAsync(next)).Status == HttpStatusCode.Created, "The repetition");

        again!.Headers["Idempotent-Replayed"].ShouldBe("true");
        (await next.AdminAsync(HttpMethod.Get, "/api/tenants")).Json.GetProperty("tenants").GetArrayLength().ShouldBe(1);
        (await next.SendAsync(HttpMethod.Post, "/api/auth/tenant-token", null, ("x-api-key", again.Json.GetProperty("apiKey").GetString()!))).Status.ShouldBe(HttpStatusCode.OK);
    }

    private static Task<Answer> CreateAsync(GatewayProcess gateway) =>
        gateway.SendAsync(HttpMethod.Post, "/api/tenants", NewTenant, ("Authorization", $"Bearer {GatewayProcess.AdminKey}"), ("Idempotency-Key", "killed"));

    private static byte[] RequestTo(GatewayProcess gateway) => Encoding.ASCII.GetBytes(
        $"POST /api/tenants HTTP/1.1\r\nHost: {gateway.Address.Authority}\r\nAuthorization: Bearer {GatewayProcess.AdminKey}\r\nIdempotency-Key: killed\r\n"
        + $"Content-Type: application/json\r\nContent-Length: {NewTenant.Length}\r\n\r\n{NewTenant}");
}
