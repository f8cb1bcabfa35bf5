using System.Net;
using McpService.Application.Auditing;
using McpService.Application.Tenants;
using McpService.Application.Upstream;
using McpService.Common.Gateway;
using McpService.Common.Upstreams;
using McpService.Common.Waiting;
using McpService.Domain.Auditing;
using McpService.Domain.Secrets;
using McpService.Domain.Tenants;
using McpService.FunctionalTests.Auditing;
using McpService.FunctionalTests.Persistence;
using McpService.Infrastructure.Persistence.Model;
using McpService.Infrastructure.Security.ApiKeys;
using McpService.Infrastructure.Security.Credentials;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace McpService.FunctionalTests.Replicas;

/// <summary>The encryption key is replaced and the old one removed, as the runbook says; nobody's key, token, ticket or history suffers.</summary>
[TestFixture(Engine.Sqlite)]
[TestFixture(Engine.Postgres)]
internal sealed class RekeyTests(Engine engine)
{
    private const string WhoAmI = """{"method":"whoami","params":{}}""";

    private static readonly string OldKey = GatewayProcess.NewKey("old_key");
    private static readonly string NewKey = GatewayProcess.NewKey("new_key");

    private TestDatabase _database = null!;
    private ScriptableUpstream _upstream = null!;

    [SetUp]
    public async Task SetUpAsync()
    {
        _database = await TestDatabase.CreateAsync(engine);
        _upstream = await ScriptableUpstream.StartAsync();
    }

    [TearDown]
    public async Task TearDownAsync()
    {
        if (_upstream is not null) await _upstream.DisposeAsync();
        _database?.Dispose();
    }

    [Test]
    public async Task Rekey_OldKeyRemovedAfterwards_EverythingIsStillGood()
    {
        const string ListTools = """{"jsonrpc":"2.0","id":2,"method":"tools/list"}""";
        string path;
        (string, string) apiKey, token;
        string ticket;
        Answer created;
        await using (var gateway = await StartAsync(OldKey))
        {
            created = await CreateOnceAsync(gateway);
            var tenant = await gateway.CreateTenantAsync();
            (path, apiKey, token) = (tenant.ToolPath, tenant.KeyHeader, await tenant.TokenHeaderAsync());
            ticket = await McpListener.InitializeAsync(gateway.Client, tenant.ApiKey);
            (await gateway.SendAsync(HttpMethod.Post, path, WhoAmI, apiKey)).Status.ShouldBe(HttpStatusCode.OK);
        }

        var (exitCode, output) = await GatewayProcess.RunAsync(_database.Url, $"{NewKey},{OldKey}", "rekey");
        exitCode.ShouldBe(0, output);
        output.ShouldContain("no other key is needed");

        await using var after = await StartAsync(NewKey);
        (await after.SendAsync(HttpMethod.Post, path, WhoAmI, apiKey)).Text.ShouldContain(Canary.Of("alice-of-acme"));
        (await after.SendAsync(HttpMethod.Post, path, WhoAmI, token)).Status.ShouldBe(HttpStatusCode.OK);
        using (var answer = await McpListener.PostAsync(after.Client, apiKey.Item2, ticket, ListTools)) answer.StatusCode.ShouldBe(HttpStatusCode.OK);

        (await CreateOnceAsync(after)).Text.ShouldBe(created.Text, "what was answered to an Idempotency-Key");

        // The trail's key is the same as well: the same arguments have the same hash before and after.
        var calls = new List<AuditEntry>();
        await Eventually.TrueAsync(async _ => (calls = [.. (await TrailAsync(after)).Where(e => e.Tool == "whoami")]).Count == 3, "All entries");
        calls.Select(e => Convert.ToHexString(e.ArgumentsHash ?? [])).Distinct().ShouldHaveSingleItem().ShouldNotBeNullOrEmpty();
    }

    [Test]
    public async Task Start_KeyMissingThatRowsNeed_RefusesAndNamesIt()
    {
        // The service keys are wrapped under the new key, the credential is not: as if the command were killed in between.
        await using (var gateway = await StartAsync(NewKey)) await gateway.CreateTenantAsync();
        await SealAgainAsync(OldKey);

        await using var refused = await GatewayProcess.StartAsync(_database.Url, _upstream.Address, NewKey);

        (await refused.ExitAsync().WaitAsync(TimeSpan.FromSeconds(60))).ShouldBe(1);
        refused.Output.ShouldContain("ENCRYPTION_KEY lacks the key \"old_key\"");
        refused.Output.ShouldNotContain(NewKey.Split(':')[1]);
    }

    [Test]
    public async Task Rekey_Killed_GoesOnWhereItEnded()
    {
        const int Tenants = 400;
        await FillAsync(Tenants);

        await using var database = DatabaseHost.Create(_database.Url);
        await using (var killed = await GatewayProcess.StartCommandAsync(_database.Url, $"{NewKey},{OldKey}", "rekey"))
        {
            await Eventually.TrueAsync(async _ => await RekeyedAsync(database) > 0, "The first row", TimeSpan.FromSeconds(60), TimeSpan.FromMilliseconds(2));
            await killed.KillAsync();
        }

        var done = await RekeyedAsync(database);
        TestContext.Out.WriteLine($"Killed after {done} of {Tenants}.");

        // Whatever was done, every row opens with both keys at hand; then the rest is done, and only the rest.
        await OpensAsync($"{NewKey},{OldKey}", Tenants);
        var (exitCode, output) = await GatewayProcess.RunAsync(_database.Url, $"{NewKey},{OldKey}", "rekey");
        exitCode.ShouldBe(0, output);
        output.ShouldContain($"upstream credentials: {Tenants - done} encrypted anew, {done} were already");
        await OpensAsync(NewKey, Tenants);
    }

    /// <summary>A gateway in this process, which is quicker to start; only what is tested runs by itself.</summary>
    private Task<GatewayHost> StartAsync(string keys) => GatewayHost.StartAsync(_database.Url, _upstream.Address, $"ENCRYPTION_KEY={keys}");

    private static Task<List<AuditEntry>> TrailAsync(GatewayHost gateway) => TrailRows.ReadAsync(gateway.Services);

    private async Task FillAsync(int tenants)
    {
        await using var gateway = await StartAsync(OldKey);
        await using var db = gateway.Services.GetRequiredService<Contexts>().Create();
        for (var i = 0; i < tenants; i++)
        {
            var tenant = Samples.Tenant($"T{i}");
            tenant.ReplaceCredential(gateway.Services.GetRequiredService<ICredentialSealer>().Seal(tenant.Id, new CredentialInput(new Secret($"token-{i}"), null)), Samples.Now);
            db.Add(tenant);
            db.Entry(tenant).Property("SearchText").CurrentValue = "";
        }

        await db.SaveChangesAsync();
    }

    private async Task SealAgainAsync(string key)
    {
        await using var gateway = await StartAsync($"{key},{NewKey}");
        await using var db = gateway.Services.GetRequiredService<Contexts>().Create();
        var tenant = await db.Tenants.Include(t => t.Credential).SingleAsync();
        tenant.ReplaceCredential(gateway.Services.GetRequiredService<ICredentialSealer>().Seal(tenant.Id, new CredentialInput(new Secret("token"), null)), Samples.Now);
        await db.SaveChangesAsync();
    }

    private static Task<int> RekeyedAsync(DatabaseHost database) => database.WithDatabaseAsync(db => db.Credentials.CountAsync(c => c.Blob.StartsWith("v2|new_key|")));

    private static Task<Answer> CreateOnceAsync(GatewayHost gateway) => gateway.SendAsync(
        HttpMethod.Post,
        "/api/tenants",
        """{"integrationKey":"hubspot","integrationAppToken":"carol"}""",
        ("Authorization", $"Bearer {AdminOptions.SampleKey}"),
        ("Idempotency-Key", "once"));

    private async Task OpensAsync(string keys, int count)
    {
        await using var gateway = await StartAsync(keys);
        await using var db = gateway.Services.GetRequiredService<Contexts>().Create();
        var opener = gateway.Services.GetRequiredService<Infrastructure.Security.Credentials.CredentialOpener>();
        var rows = await db.Credentials.AsNoTracking().ToListAsync();
        rows.Count.ShouldBe(count);
        foreach (var row in rows) opener.Open(row.TenantRef, new SealedCredential(row.Version, CredentialKind.Token, row.Blob, null)).Value.Reveal().ShouldStartWith("token-");
    }
}
