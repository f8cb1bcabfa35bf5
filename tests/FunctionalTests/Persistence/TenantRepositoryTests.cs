using System.Data.Common;
using McpService.Application.Auditing;
using McpService.Application.Tenants;
using McpService.Domain;
using McpService.Domain.Auditing;
using McpService.Domain.Tenants;
using McpService.Infrastructure.Persistence.Database;
using McpService.Infrastructure.Persistence.Model;
using McpService.Infrastructure.Persistence.Tenants;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;
using Shouldly;

namespace McpService.FunctionalTests.Persistence;

[TestFixture(Engine.Sqlite)]
[TestFixture(Engine.Postgres)]
public sealed class TenantRepositoryTests(Engine engine)
{
    private TestDatabase _database = null!;
    private DatabaseHost _host = null!;

    [SetUp]
    public async Task SetUpAsync()
    {
        _database = await TestDatabase.CreateAsync(engine);
        _host = await DatabaseHost.StartAsync(_database.Url);
    }

    [TearDown]
    public async Task TearDownAsync()
    {
        if (_host is not null) await _host.DisposeAsync();
        _database?.Dispose();
    }

    [Test]
    public async Task Save_NewTenant_IsFoundAsItWas()
    {
        var tenant = Samples.Tenant("Acme Ünï \"quoted\"");
        await _host.SaveAsync(tenant);

        var found = (await FindAsync(tenant.TenantId)).ShouldNotBeNull();

        found.ShouldSatisfyAllConditions(
            () => found.Id.ShouldBe(tenant.Id),
            () => found.Name.ShouldBe(tenant.Name),
            () => found.Status.ShouldBe(TenantStatus.Active),
            () => found.Tools.ShouldBe(ToolPolicy.Everything),
            () => found.Limits.ShouldBe(TenantLimits.Default),
            () => found.CreatedAt.ShouldBe(Samples.Now),
            () => found.Revision.ShouldBe(tenant.Revision),
            () => found.Credential!.Blob.ShouldBe("v1|k1|a|b|c"),
            () => found.ApiKeys.Single().Hash.ShouldBe(tenant.ApiKeys.Single().Hash));
    }

    [Test]
    public async Task Save_NewTenant_WritesTheRowsThatEfCoreWould()
    {
        var tenant = Samples.Tenant("Acme ÜNÏ");
        tenant.SetTools(new ToolPolicy(["hubspot_*"], ["*delete*"]), Samples.Now.AddSeconds(1));
        tenant.SetLimits(new TenantLimits(7, 8, 9), Samples.Now.AddSeconds(2));
        tenant.SetTimeout(10, Samples.Now.AddSeconds(3));
        tenant.ReplaceCredential(Samples.Credential(tenant, "v1|k1|d|e|f", Samples.Now.AddDays(1)), Samples.Now.AddSeconds(4));
        tenant.RotateApiKey(Guid.CreateVersion7(Samples.Now), Samples.Key(), null, TimeSpan.FromHours(1), Samples.Now.AddSeconds(5));
        tenant.RevokeApiKey(tenant.ApiKeys[0], Samples.Now.AddSeconds(6));
        tenant.Suspend(Samples.Now.AddSeconds(7));

        await _host.SaveAsync(tenant);

        using var other = await TestDatabase.CreateAsync(engine);
        await using var efCore = await DatabaseHost.StartAsync(other.Url);
        await efCore.WithDatabaseAsync(async db =>
        {
            db.Add(tenant).Property(TenantConfiguration.SearchText).CurrentValue = TenantSearch.TextOf(tenant);
            return await db.SaveChangesAsync();
        });
        foreach (var table in new[] { "tenants", "upstream_credentials", "api_keys" }) (await RowsAsync(_host, table)).ShouldBe(await RowsAsync(efCore, table), table);
    }

    [Test]
    public async Task Save_NewTenant_IsAuditedInTheSameTransaction()
    {
        var tenant = Samples.Tenant();
        await _host.SaveAsync(tenant);

        var row = (await _host.AuditAsync()).ShouldHaveSingleItem();

        row.ShouldSatisfyAllConditions(
            () => row.TenantRef.ShouldBe(tenant.Id),
            () => row.Action.ShouldBe(AuditAction.TenantCreate),
            () => row.Outcome.ShouldBe(AuditOutcome.Success),
            () => row.Actor.ShouldBe(AuditActor.Admin),
            () => row.RequestId.ShouldBe("request-1"));
    }

    [Test]
    public async Task Save_KeyIdTaken_StoresNeitherTenantNorAuditRow()
    {
        await _host.SaveAsync(Samples.Tenant(keyId: "taken"));

        await Should.ThrowAsync<DbException>(() => _host.SaveAsync(Samples.Tenant(keyId: "taken")));

        (await ListAsync(new TenantPage(null, null, null, 10))).Count.ShouldBe(1);
        (await _host.AuditAsync()).Count.ShouldBe(1);
    }

    [Test]
    public async Task Save_PolicyAndCredentialReplaced_KeepsTheNewOnes()
    {
        var tenant = Samples.Tenant();
        await _host.SaveAsync(tenant);
        var expiry = Samples.Now.AddDays(1);

        await ChangeAsync(tenant.TenantId, t =>
        {
            t.ReplaceCredential(Samples.Credential(t, "v1|k1|new", expiry), Samples.Now);
            AddKey(t);
            return Task.CompletedTask;
        });

        var found = (await FindAsync(tenant.TenantId))!;
        found.Credential!.Blob.ShouldBe("v1|k1|new");
        found.Credential.ExpiresAt.ShouldBe(expiry);
        found.ApiKeys.Count.ShouldBe(2);
        (await _host.WithDatabaseAsync(db => db.Credentials.CountAsync())).ShouldBe(1);
    }

    [Test]
    public async Task Save_SomebodyElseSavedFirst_Conflicts()
    {
        var tenant = Samples.Tenant();
        await _host.SaveAsync(tenant);

        var conflict = await Should.ThrowAsync<ConflictException>(() => ChangeAsync(tenant.TenantId, async t =>
        {
            await AddKeyAsync(tenant.TenantId);
            AddKey(t);
        }));

        conflict.Code.ShouldBe("tenant_changed");
        (await FindAsync(tenant.TenantId))!.ApiKeys.Count.ShouldBe(2);
        (await _host.AuditAsync()).Count.ShouldBe(2);
    }

    [Test]
    public async Task Find_NoSuchId_IsNull()
    {
        foreach (var id in new[] { "tenant-nobody", "tenant-\0", "tenant-\ud800", "" }) (await FindAsync(id)).ShouldBeNull();
    }

    [Test]
    public async Task FindAndList_DeletedTenant_IsMissing()
    {
        var tenant = Samples.Tenant();
        await _host.SaveAsync(tenant);
        await _host.WithDatabaseAsync(db => db.Tenants.ExecuteUpdateAsync(s => s.SetProperty(t => t.Status, TenantStatus.Deleted)));

        (await FindAsync(tenant.TenantId)).ShouldBeNull();
        (await ListAsync(new TenantPage(null, null, null, 10))).ShouldBeEmpty();
    }

    [Test]
    public async Task List_ByPages_GivesAllNewestFirstOnce()
    {
        var saved = Enumerable.Range(0, 5).Select(i => Samples.Tenant($"T{i}", at: Samples.Now.AddSeconds(i))).ToList();
        foreach (var tenant in saved) await _host.SaveAsync(tenant);

        var first = await ListAsync(new TenantPage(null, null, null, 2));
        var rest = await ListAsync(new TenantPage(null, null, first[1].Id, 10));

        first.Count.ShouldBe(3);
        first.Take(2).Concat(rest).Select(t => t.Name).ShouldBe(["T4", "T3", "T2", "T1", "T0"]);
        first[0].Credential.ShouldNotBeNull();
    }

    [TestCase("ACME", "Acme 100%")]
    [TestCase("100%", "Acme 100%")]
    [TestCase("a_b", "a_b")]
    [TestCase("zürich", "ZÜRICH")]
    [TestCase("ZÜRICH", "ZÜRICH")]
    [TestCase("back\\", "back\\slash")]
    [TestCase("gmail", "ZÜRICH")]
    public async Task List_Search_MatchesTheTextItselfWithoutRegardToCase(string search, string expected)
    {
        await _host.SaveAsync(Samples.Tenant("Acme 100%"));
        await _host.SaveAsync(Samples.Tenant("1000 axb"));
        await _host.SaveAsync(Samples.Tenant("a_b"));
        await _host.SaveAsync(Samples.Tenant("ZÜRICH", "gmail"));
        await _host.SaveAsync(Samples.Tenant("back\\slash"));

        (await ListAsync(new TenantPage(TenantStatus.Active, search, null, 10))).ShouldHaveSingleItem().Name.ShouldBe(expected);
    }

    private Task<Tenant?> FindAsync(string tenantId) => _host.WithRepositoryAsync(tenants => tenants.FindAsync(tenantId, CancellationToken.None));

    private Task<IReadOnlyList<Tenant>> ListAsync(TenantPage page) => _host.WithRepositoryAsync(tenants => tenants.ListAsync(page, CancellationToken.None));

    /// <summary>Every column by its name, in the order of the rows' texts.</summary>
    private static async Task<List<string>> RowsAsync(DatabaseHost host, string table)
    {
        await using var connection = await host.Get<DatabaseProvider>().OpenAsync(CancellationToken.None);
        await using var command = connection.Statement($"SELECT * FROM {table}");
        var rows = await command.ReadAllAsync(
            row => string.Join('\n', Enumerable.Range(0, row.FieldCount).Select(i => $"{row.GetName(i)} = {(row[i] is byte[] bytes ? Convert.ToHexString(bytes) : row[i])} ({row.GetDataTypeName(i)})")),
            CancellationToken.None);
        return [.. rows.Order(StringComparer.Ordinal)];
    }

    private static void AddKey(Tenant tenant) => tenant.AddApiKey(Guid.CreateVersion7(Samples.Now), Samples.Key(), Samples.Now);

    private async Task ChangeAsync(string tenantId, Func<Tenant, Task> change)
    {
        await using var scope = _host.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<AuditEntries>().Begin(AuditAction.TenantUpdate);
        var tenants = scope.ServiceProvider.GetRequiredService<ITenantRepository>();
        var tenant = (await tenants.FindAsync(tenantId, CancellationToken.None))!;
        await change(tenant);
        await tenants.SaveAsync(tenant, CancellationToken.None);
    }

    private Task AddKeyAsync(string tenantId) => ChangeAsync(tenantId, t =>
    {
        AddKey(t);
        return Task.CompletedTask;
    });
}
