using System.Text.Json;
using McpService.Application.Auditing;
using McpService.Application.Tenants;
using McpService.Common.Gateway;
using McpService.Common.Upstreams;
using McpService.Common.Waiting;
using McpService.Domain.Auditing;
using McpService.FunctionalTests.Auditing;
using McpService.FunctionalTests.Persistence;
using McpService.Infrastructure.Persistence.Model;
using McpService.Infrastructure.Security.ApiKeys;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace McpService.FunctionalTests.Tenants;

/// <summary>A gateway on each database before a scriptable upstream, for the tests of one class. Each test makes tenants of its own.</summary>
[TestFixture(Engine.Sqlite)]
[TestFixture(Engine.Postgres)]
[FixtureLifeCycle(LifeCycle.SingleInstance)]
internal abstract class TenantFixture(Engine engine)
{
    protected const string ListTools = """{"method":"listTools"}""";
    protected const string WhoAmI = """{"method":"whoami"}""";

    // EF Core logs its look for a migrations table that is not there yet as an error.
    private int _errorsOfTheStart;

    protected TestDatabase Database { get; private set; } = null!;

    protected ScriptableUpstream Upstream { get; private set; } = null!;

    protected GatewayHost Gateway { get; private set; } = null!;

    protected ShiftedTime Time { get; } = new();

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        Database = await TestDatabase.CreateAsync(engine);
        Upstream = await ScriptableUpstream.StartAsync();
        Gateway = await GatewayHost.StartAsync(
            [$"--INTEGRATION_APP_MCP_URL={Upstream.Address}", $"--DATABASE_URL={Database.Url}"], builder => builder.Services.AddSingleton<TimeProvider>(Time));

        // On a busy machine the first change, not yet compiled, can take longer than the gateway lets a database take.
        await Eventually.TrueAsync(async _ => (int)(await AdminAsync(HttpMethod.Post, "/api/tenants", """{"integrationKey":"first","integrationAppToken":"t"}""")).Status == 201, "The first change");
        _errorsOfTheStart = Gateway.Log.Errors.Count();
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await Gateway.DisposeAsync();
        await Upstream.DisposeAsync();
        Database.Dispose();
    }

    [TearDown]
    public void NothingFailedUnexpectedly() => Gateway.Log.Errors.Skip(_errorsOfTheStart).ShouldBeEmpty();

    protected static string PathOf(TestTenant tenant, string rest = "") => $"/api/tenants/{tenant.TenantId}{rest}";

    protected static string TextOf(Answer toolAnswer) => toolAnswer.Json.GetProperty("content")[0].GetProperty("text").GetString()!;

    protected static void ShouldBeProblem(Answer answer, int status, string code)
    {
        ((int)answer.Status).ShouldBe(status, answer.ToString());
        answer.Code.ShouldBe(code);
    }

    protected static void ShouldBeOk(Answer answer) => ((int)answer.Status).ShouldBeInRange(200, 299, answer.ToString());

    /// <summary>Sends as the operator.</summary>
    protected Task<Answer> AdminAsync(HttpMethod method, string path, string? json = null, string? ifMatch = null)
    {
        var admin = ("Authorization", $"Bearer {AdminOptions.SampleKey}");
        return ifMatch is null ? Gateway.SendAsync(method, path, json, admin) : Gateway.SendAsync(method, path, json, admin, ("If-Match", ifMatch));
    }

    protected async Task<JsonElement> GetAsync(TestTenant tenant) => (await AdminAsync(HttpMethod.Get, PathOf(tenant))).Json;

    protected async Task PatchAsync(TestTenant tenant, string json) => ShouldBeOk(await AdminAsync(HttpMethod.Patch, PathOf(tenant), json));

    /// <summary>A call of the tenant with this key or token in place of its first key.</summary>
    protected async Task<int> StatusWithAsync(TestTenant tenant, string credential) =>
        (int)(await Gateway.SendAsync(HttpMethod.Post, tenant.ToolPath, WhoAmI, ("Authorization", $"Bearer {credential}"))).Status;

    protected async Task<T> WithDatabaseAsync<T>(Func<GatewayDbContext, Task<T>> work)
    {
        await using var db = Gateway.Services.GetRequiredService<Contexts>().Create();
        return await work(db);
    }

    /// <summary>The tenant's rows in the trail that are committed by now, oldest first.</summary>
    protected async Task<List<AuditEntry>> TrailOfAsync(TestTenant tenant)
    {
        var id = await WithDatabaseAsync(db => db.Tenants.Where(t => t.TenantId == tenant.TenantId).Select(t => t.Id).SingleAsync());
        return await TrailRows.ReadAsync(Gateway.Services, id);
    }
}
